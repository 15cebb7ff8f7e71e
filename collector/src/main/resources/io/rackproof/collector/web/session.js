// Signing out, on every page of a user.
"use strict";
document.getElementById("sign-out").addEventListener("click", async () => {
  const answer = await fetch("/api/sign-out", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })
    .then((sent) => sent.json())
    .catch(() => null);
  // By way of the provider, if the session began there: its own session ends, too.
  location.assign(answer?.leave || "/sign-in");
});

// Signing out, on every page of a user.
"use strict";
document.getElementById("sign-out").addEventListener("click", async () => {
  await fetch("/api/sign-out", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }).catch(() => null);
  location.assign("/sign-in");
});

// An OpenTAP test step that runs a Rackproof campaign around its child steps.
// Build it into an OpenTAP plugin: dotnet new opentap, put this file in, dotnet build.
// Written against OpenTAP 9 (.NET Standard 2.0, with the Newtonsoft.Json that OpenTAP brings); nothing in this
// project builds or runs it.
using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using Newtonsoft.Json.Linq;
using OpenTap;

namespace Rackproof.OpenTap
{
    [Display("Rackproof campaign", Group: "Rackproof",
        Description: "Begins a campaign, runs the child steps, finishes it and takes over the verdict.")]
    [AllowAnyChild]
    public class CampaignStep : TestStep
    {
        [Display("Collector", Order: 1)]
        public string Url { get; set; } = "http://127.0.0.1:8080";

        [Display("Plan", Order: 2)]
        [FilePath(FilePathAttribute.BehaviorChoice.Open, "yaml")]
        public string Plan { get; set; } = "plan.yaml";

        [Display("Rack", Order: 3)]
        public string Rack { get; set; } = "gen2-007";

        private static readonly HttpClient Http = Client();

        private static HttpClient Client()
        {
            var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
            var token = Environment.GetEnvironmentVariable("RACKPROOF_TOKEN");
            if (!string.IsNullOrWhiteSpace(token))
            {
                client.DefaultRequestHeaders.Authorization =
                    new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token.Trim());
            }
            return client;
        }

        public override void Run()
        {
            JObject begun = Post("/api/campaigns", new JObject
            {
                ["racks"] = new JArray(Rack),
                ["plan"] = File.ReadAllText(Plan),
                ["file"] = Plan,
            });
            string path = "/api/campaigns/" + Uri.EscapeDataString((string)begun["id"]);
            bool finished = false;
            try
            {
                RunChildSteps();
                Post(path + "/finish", new JObject());
                finished = true;
            }
            finally
            {
                if (!finished)
                {
                    Post(path + "/abort", new JObject { ["reason"] = "the test plan broke off" });
                }
            }
            WaitUntilWhole(path);
            JObject card = Get(path + "/scorecard?rack=" + Uri.EscapeDataString(Rack));
            foreach (JToken criterion in card["criteria"])
            {
                Log.Info("{0} {1} {2}", criterion["verdict"], criterion["id"], criterion["reason"]);
            }
            UpgradeVerdict(VerdictOf((string)card["verdict"]));
        }

        // MARGINAL is inside the limit; INCONCLUSIVE is never a pass.
        private static Verdict VerdictOf(string verdict)
        {
            switch (verdict)
            {
                case "PASS":
                case "MARGINAL":
                    return Verdict.Pass;
                case "FAIL":
                    return Verdict.Fail;
                default:
                    return Verdict.Inconclusive;
            }
        }

        private void WaitUntilWhole(string path)
        {
            for (int look = 0; look < 60 && !(bool)Get(path + "/completeness")["whole"]; look++)
            {
                TapThread.Sleep(TimeSpan.FromMilliseconds(500));
            }
        }

        private JObject Get(string path)
        {
            return Answer(Http.GetAsync(Url + path).Result);
        }

        // The same key in each attempt: a request that is repeated makes nothing twice.
        private JObject Post(string path, JObject body)
        {
            string key = Guid.NewGuid().ToString();
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, Url + path)
                    {
                        Content = new StringContent(body.ToString(), Encoding.UTF8, "application/json"),
                    };
                    request.Headers.Add("Idempotency-Key", key);
                    return Answer(Http.SendAsync(request).Result);
                }
                catch (AggregateException) when (attempt < 3)
                {
                    TapThread.Sleep(TimeSpan.FromSeconds(attempt));
                }
            }
        }

        private JObject Answer(HttpResponseMessage response)
        {
            JObject told = JObject.Parse(response.Content.ReadAsStringAsync().Result);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException("Rackproof: " + told["error"]);
            }
            return told;
        }
    }
}

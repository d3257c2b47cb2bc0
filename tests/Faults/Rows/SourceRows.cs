using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>C1 to C18: the table of docs/faults.md.</summary>
internal static class SourceRows
{
    private const string Unreachable = "SourceUnreachable";
    private const string Refused = "SourceRefused";
    private const string Invalid = "InvalidValue";
    private const string ErrorText = """{"status":"error","errorType":"bad_data","error":"1:5: parse error"}""";
    private const string Vector = """{"status":"success","data":{"resultType":"vector","result":""";

    /// <summary>A pod with more than it can carry, for which a healthy source brings more replicas.</summary>
    public static readonly StandInPod Overloaded = new(20, 10, 20, 3);

    private static readonly StandInPod Normal = new(2, 0, 20, 0.3);

    public static IReadOnlyList<SourceRow> All { get; } =
    [
        new("c1-refused", Unreachable, SourceFaults.Silence) { Url = _ => "http://127.0.0.1:1" },
        new("c1-unknown-host", Unreachable, SourceFaults.Silence) { Url = _ => "http://prometheus.invalid:9090" },
        new("c1-expired", "TlsFailed", SourceFaults.Silence) { Url = p => $"{p.SecureAddressOf("c1-expired", "expired")}", Trusts = true },
        new("c1-untrusted", "TlsFailed", SourceFaults.Silence) { Url = p => $"{p.SecureAddressOf("c1-untrusted", "good")}" },
        new("c1-other-name", "TlsFailed", SourceFaults.Silence) { Url = p => $"{p.SecureAddressOf("c1-other-name", "other-name")}", Trusts = true },
        new("c2-silent", Unreachable, SourceFaults.Silence),
        new("c2-drip", Unreachable, SourceFaults.Drip),
        new("c2-cut", Unreachable, SourceFaults.Abort),
        new("c3-500", Refused, SourceFaults.Status(500)),
        new("c3-502", Refused, SourceFaults.Status(502, "<html><body>Bad Gateway</body></html>")),
        new("c3-503", Refused, SourceFaults.Status(503, "Service Unavailable")),
        new("c3-401", Refused, SourceFaults.Status(401, "who are you?")),
        new("c3-403", Refused, SourceFaults.Status(403)),
        new("c3-429", Refused, SourceFaults.Status(429, "slow down", retryAfter: "3")),
        new("c4-400", "BadQuery", SourceFaults.Status(400, ErrorText)),
        new("c4-422", "BadQuery", SourceFaults.Status(422, ErrorText.Replace("bad_data", "execution", StringComparison.Ordinal))),
        new("c5", "PartialData", SourceFaults.Warn),
        new("c6", "NoData", SourceFaults.Nothing),
        new("c7-nan", Invalid, SourceFaults.Values("\"NaN\"")),
        new("c7-inf", Invalid, SourceFaults.Values("\"+Inf\"")),
        new("c7-minus-inf", Invalid, SourceFaults.Values("\"-Inf\"")),
        new("c7-1e309", Invalid, SourceFaults.Values("\"1e309\"")),
        new("c7-negative", Invalid, SourceFaults.Values("\"-5\"")),
        new("c7-thousands", Invalid, SourceFaults.Values("\"1,000\"")),
        new("c7-empty", Invalid, SourceFaults.Values("\"\"")),
        new("c7-null", Invalid, SourceFaults.Values("null")),
        new("c7-number", Invalid, SourceFaults.Values("5")),
        new("c8-twice", "Ambiguous", SourceFaults.ScrapedTwice),
        new("c8-duplicates", "Ambiguous", SourceFaults.Repeat(2)),
        new("c8-10000", "Ambiguous", SourceFaults.Repeat(700)),
        new("c9-matrix", "WrongType", SourceFaults.Body("""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"]]}]}}""")),
        new("c9-scalar", "WrongType", SourceFaults.Body("""{"status":"success","data":{"resultType":"scalar","result":[1,"0"]}}""")),
        new("c9-string", "WrongType", SourceFaults.Body("""{"status":"success","data":{"resultType":"string","result":[1,"0"]}}""")),
        new("c9-html", "WrongType", SourceFaults.Body("<html>log in</html>")),
        new("c9-histogram", "WrongType", SourceFaults.Histograms),
        new("c10-flood", "Ambiguous", SourceFaults.Flood) { TimeoutSeconds = 20 },
        new("c10-bomb", "Ambiguous", SourceFaults.Bomb) { TimeoutSeconds = 20 },
        new("c10-deep", "WrongType", SourceFaults.Deep),
        new("c11-old", "Stale", SourceFaults.Signal("sample-time", (t, _) => t - 120)),
        new("c11-future", "ClockSkew", SourceFaults.Signal("sample-time", (t, _) => t + 60)),
        new("c12", "PartialData", SourceFaults.HalfOfThePods) { Condition = "ScalingActive" },
        new("c13-replaying", Refused, SourceFaults.Status(503, "Service Unavailable")),
        new("c13-short", "Warmup", SourceFaults.Signal("samples", (_, _) => 5)),
        new("c14-spike", null, SourceFaults.Signal("completed", (v, round) => round % 6 == 0 ? v * 50_000 : v)) { During = Normal },
        new("c14-gap", "Collecting", SourceFaults.WithoutRates),
        new("c15", null, SourceFaults.EverySecond(SourceFaults.Status(500))),
        new("c16-metadata", "Redirected", SourceFaults.Redirect("http://169.254.169.254/latest/meta-data/")),
        new("c16-elsewhere", "Redirected", SourceFaults.RedirectToStray),
        new("c18", Unreachable, SourceFaults.Abort) { During = Overloaded },
    ];
}

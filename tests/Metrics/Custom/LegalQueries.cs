namespace ModelMonitor.Tests;

/// <summary>Custom queries that are right, of many kinds, and what random edits make of them.</summary>
internal static class LegalQueries
{
    // Pieces that a query may lose its bounds by.
    private static readonly string[] Pieces =
    [
        "{", "}", "(", ")", "[", "]", ",", ":", "\"", "'", "`", "\\", "#", "\n", " ", "$selector", "$pods", "$", "or", " or ", " and ", "unless ",
        "namespace=\"b\"", "namespace=~\".+\"", "namespace!=\"a\"", "pod=\"p1\"", "requests_total", "temperature", "up", "a:b", "__name__=~\".+\"", "sum", "by", "by (namespace)",
        "on (pod) ", "group_left ", "bool ", "offset 5m", "offset -5m", "@ 0", "[5m]", "[1h:1m]", "1", "0x1f", "5m", "NaN", "=", "=~", "!=", "!~", "==", ">", "+", "-", "*", "/", "^", "%",
        "rate(", "abs(", "topk(1, ", "count_values(\"namespace\", ", "absent(", "vector(1)", "time()", "info(", "\u00e4", ";", ".", "5", "e", "x",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        "requests_total{$selector}",
        "requests_total{$pods}",
        "{$selector}",
        "{__name__=\"temperature\",$selector}",
        "{$selector,__name__=~\"temp.*\"}",
        "requests_total{$selector,}",
        "requests_total { $selector , pod = \"p1\" , outcome =~ \"ok|bad\" , outcome !~ \"x\" , pod != '' }",
        "job:requests:rate5m{$selector}",
        ":odd:name{$selector}",
        "_under{$selector}",
        "sum(rate(requests_total{$selector}[5m]))",
        "sum(rate(requests_total{$selector,outcome=~\"ok\"}[1h])) / sum(rate(requests_total{$selector}[1h]))",
        "sum by (pod) (increase(requests_total{$pods}[10m]))",
        "sum(increase(requests_total{$pods}[10m])) by (pod)",
        "SUM WITHOUT (pod, outcome,) (requests_total{$selector})",
        "avg without () (temperature{$selector})",
        "sum by (by, on, offset, start) (temperature{$selector})",
        "min(temperature{$selector}) + max(temperature{$selector}) - count(temperature{$selector}) * group(temperature{$selector})",
        "stddev(temperature{$selector}) % stdvar(temperature{$selector})",
        "topk(3, requests_total{$selector})",
        "bottomk by (pod) (1 + 1, requests_total{$selector})",
        "quantile(0.95, temperature{$selector})",
        "count_values(\"value\", temperature{$selector})",
        "histogram_quantile(0.99, sum by (le) (rate(latency_bucket{$selector}[5m])))",
        "histogram_quantile(.5, latency_bucket{$pods})",
        "temperature{$selector} > 80",
        "temperature{$selector} > bool 80",
        "80 < bool temperature{$selector}",
        "(temperature{$selector} > 80) or vector(0)",
        "temperature{$selector} and on (pod) requests_total{$selector}",
        "temperature{$selector} unless ignoring (outcome) requests_total{$selector}",
        "requests_total{$selector} * on (namespace, pod) group_left (node) temperature{$selector}",
        "requests_total{$selector} / ignoring (outcome) group_left temperature{$selector}",
        "temperature{$selector} * on (pod) group_right () requests_total{$selector}",
        "temperature{$selector} == on () group_left () vector(1)",
        "temperature{$selector} == bool on (pod) temperature{$selector}",
        "-temperature{$selector}",
        "+-+temperature{$selector} ^ -2",
        "-1 ^ 2 * temperature{$selector}",
        "temperature{$selector} ^ 2 ^ 0.5",
        "temperature{$selector} atan2 temperature{$selector}",
        "temperature{$selector} ATAN2 1 OR temperature{$selector} AND temperature{$selector}",
        "1 == bool 1 + temperature{$selector}",
        "temperature{$selector} offset 1h",
        "temperature{$selector} OFFSET 7d",
        "rate(requests_total{$selector}[5m] offset 1h30m)",
        "rate(requests_total{$selector} [ 5m ])",
        "max_over_time(rate(requests_total{$selector}[5m])[1h:1m])",
        "avg_over_time((temperature{$selector} > 20)[30m:15s])",
        "max_over_time(temperature{$selector}[1h:1m] offset 1d)",
        "max_over_time(temperature{$selector} offset 5m [24h : 5m])",
        "quantile_over_time(0.9, temperature{$selector}[1h])",
        "predict_linear(temperature{$selector}[1h], 4 * 3600)",
        "holt_winters(temperature{$selector}[1h], 0.5, 0.5)",
        "deriv(temperature{$selector}[90s]) + idelta(temperature{$selector}[1m30s500ms])",
        "rate((requests_total{$selector}[5m]))",
        "irate(requests_total{$selector}[1d]) or delta(temperature{$selector}[23h59m59s999ms])",
        "absent(temperature{$selector,pod=\"none\"})",
        "absent_over_time(temperature{$selector}[5m])",
        "count_over_time(temperature{$selector}[5m]) + present_over_time(temperature{$selector}[5m])",
        "changes(temperature{$selector}[5m]) + resets(requests_total{$selector}[5m])",
        "label_replace(temperature{$selector}, \"copy\", \"$1-x\", \"pod\", \"(.*)\")",
        "label_join(temperature{$selector}, 'both', \"/\", `pod`, \"namespace\")",
        "label_join(temperature{$selector}, \"none\", \"\")",
        "clamp(temperature{$selector}, 0, 100) + clamp_min(temperature{$selector}, -Inf) + clamp_max(temperature{$selector}, +inf)",
        "round(temperature{$selector}) + round(temperature{$selector}, 0.5)",
        "sort(temperature{$selector})",
        "sort_desc(abs(ceil(floor(exp(ln(log2(log10(sqrt(temperature{$selector})))))))))",
        "sgn(sin(cos(tan(asin(acos(atan(sinh(cosh(tanh(asinh(acosh(atanh(deg(rad(temperature{$selector})))))))))))))))",
        "time() - timestamp(temperature{$selector})",
        "hour() + minute() + day_of_week() + day_of_month() + days_in_month() + month() + year()",
        "year(temperature{$selector} * 1e6) > 1970",
        "vector(scalar(temperature{$selector,pod=\"p1\"}) * pi())",
        "scalar(temperature{$selector,pod=\"p1\"}) + temperature{$selector}",
        "histogram_count(latency{$selector}) + histogram_sum(latency{$selector}) + histogram_fraction(0, 1, latency{$selector})",
        "vector(0.5e-3) + vector(1E3) + vector(0x1F) + vector(017) + vector(.5) + vector(5.) + vector(NaN) + vector(-Inf)",
        "temperature{$selector,pod=\"\\\"\\\\\\n\\t\\a\\x41\\u00e4\\U0001F600\\101\"}",
        "temperature{$selector,pod='it\\'s \"quoted\" {$selector}'}",
        "temperature{$selector,pod=`raw \\ \n {}`}",
        "temperature{$selector,pod=\"}\"}",
        "temperature{$selector,or=\"x\",by=\"y\",inf=\"z\"}",
        "# how warm\nmax( # over all\n  temperature{ # of ours\n    $selector, # and\n    pod=\"p1\"\n  }\n) # end",
        "temperature{$selector,pod=\"#\"} # \"",
        "((((temperature{$selector}))))",
        "sum(temperature{$selector})\n/\nsum(\n\ttemperature{$pods}\n)",
        "temperature{$selector,namespace=\"b\"}",
        "temperature{namespace=~\".*\",$selector,namespace!=\"\"}",
        "temperature{$selector,$pods,$selector}",
    ];

    /// <summary>A query of a few edits: pieces put in, parts left out, doubled or moved.</summary>
    public static string Mutated(Random random)
    {
        var text = All[random.Next(All.Count)];
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var (from, length) = (random.Next(text.Length + 1), random.Next(12));
            length = Math.Min(length, text.Length - from);
            text = random.Next(4) switch
            {
                0 => text.Remove(from, length),
                1 => text.Insert(random.Next(text.Length + 1), text.Substring(from, length)),
                2 => text.Remove(from, length).Insert(from, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(from, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}

namespace ModelMonitor.Metrics;

/// <summary>What a function takes and gives.</summary>
/// <param name="Arguments">Types of its arguments; the last one repeats where <paramref name="Most"/> is higher.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Result">What it gives.</param>
internal sealed record PromQlFunction(IReadOnlyList<PromQlType> Arguments, int Least, int Most, PromQlType Result);

/// <summary>
/// The functions and aggregations that a custom query may use: Prometheus' own (documentation, Query functions; 2.42 and 3), without the
/// experimental ones and without <c>info</c>, which reads series that no selector in the query names.
/// </summary>
internal static class PromQlFunctions
{
    private const PromQlType S = PromQlType.Scalar;
    private const PromQlType V = PromQlType.Vector;
    private const PromQlType R = PromQlType.Range;
    private const PromQlType T = PromQlType.String;
    private const int Many = 30;

    /// <summary>Functions by name; names are written in lower case only.</summary>
    public static IReadOnlyDictionary<string, PromQlFunction> All { get; } = Table();

    /// <summary>Aggregations by name in lower case, with the type of their first argument where they take two.</summary>
    public static IReadOnlyDictionary<string, PromQlType?> Aggregations { get; } = new Dictionary<string, PromQlType?>
    {
        ["sum"] = null,
        ["avg"] = null,
        ["count"] = null,
        ["min"] = null,
        ["max"] = null,
        ["group"] = null,
        ["stddev"] = null,
        ["stdvar"] = null,
        ["topk"] = S,
        ["bottomk"] = S,
        ["quantile"] = S,
        ["count_values"] = T,
    };

    private static Dictionary<string, PromQlFunction> Table()
    {
        var table = new Dictionary<string, PromQlFunction>();
        Add("abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp", V, V);
        Add("histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum", V, V);
        Add("absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time", V, R);
        Add("present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time", V, R);
        Add("clamp_max clamp_min", V, V, S);
        Add("clamp", V, V, S, S);
        Add("histogram_quantile", V, S, V);
        Add("histogram_fraction", V, S, S, V);
        Add("holt_winters", V, R, S, S);
        Add("label_replace", V, V, T, T, T, T);
        Add("pi time", S);
        Add("predict_linear", V, R, S);
        Add("quantile_over_time", V, S, R);
        Add("scalar", S, V);
        Add("vector", V, S);
        foreach (var name in Names("day_of_month day_of_week day_of_year days_in_month hour minute month year")) table[name] = new([V], 0, 1, V);
        table["round"] = new([V, S], 1, 2, V);
        table["label_join"] = new([V, T, T, T], 3, Many, V);
        return table;

        void Add(string names, PromQlType result, params PromQlType[] arguments)
        {
            foreach (var name in Names(names)) table[name] = new(arguments, arguments.Length, arguments.Length, result);
        }

        static string[] Names(string names) => names.Split(' ');
    }
}

using System.Globalization;

namespace ModelMonitor.Metrics;

/// <summary>The parts of a preset's queries: selectors, sums of terms, and aggregation to one series per pod and model.</summary>
/// <param name="preset">The engine or the exporters.</param>
/// <param name="namespaces">Namespaces of the monitors' pods.</param>
/// <param name="window">Window of rates.</param>
/// <param name="names">Quoted regular expression of the names of pods (or Services); null for all.</param>
/// <param name="model">Only series of this model; null for all.</param>
internal sealed class SelectorText(
    EnginePreset preset, IEnumerable<string> namespaces, TimeSpan window, string? names = null, string? model = null)
{
    /// <summary>The labels that say whose a series is, in all that is compared.</summary>
    public const string Pod = "namespace,pod";

    private readonly string _names = names is null ? "!=\"\"" : $"=~{names}";
    private readonly string _model = preset.ModelLabel is { } label && model is not null ? $",{label}={PromQl.Quote(model)}" : "";
    private readonly string _namespaces = PromQl.QuoteAnyOf(namespaces.Order(StringComparer.Ordinal));

    /// <summary>The window, as a PromQL duration.</summary>
    public string Window { get; } = string.Create(CultureInfo.InvariantCulture, $"{(long)window.TotalMilliseconds}ms");

    /// <summary>The labels that remain.</summary>
    private string By { get; } = Pod + Model(preset);

    /// <summary>A gauge without the values that are none.</summary>
    public static string Values(MetricAlternative alternative, string selector) =>
        alternative.BlankFrom is { } blank ? string.Create(CultureInfo.InvariantCulture, $"{selector} < {blank:R}") : selector;

    /// <summary>A scale as a factor, nothing for 1.</summary>
    public static string Times(double scale) => scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" * {scale:R}");

    /// <summary>A metric of the wanted namespaces.</summary>
    public string Selector(EngineMetric metric, SeriesIdentity identity, string suffix = "", IReadOnlyCollection<string>? edges = null)
    {
        var match = string.Concat(metric.Match.Select(m => $",{m}"));
        if (edges is not null) match += $",le=~{PromQl.QuoteAnyOf(edges.Order(StringComparer.Ordinal))}";
        return $"{metric.Name}{suffix}{{{identity.NamespaceLabel}=~{_namespaces},{identity.NameLabel}{_names}{identity.Unless}{_model}{match}}}";
    }

    /// <summary>Metrics that are to be added: told apart first, as functions take their names off.</summary>
    public string Terms(IReadOnlyList<EngineMetric> terms, SeriesIdentity identity, Func<string, string> of, string suffix = "") => terms.Count == 1
        ? of(Selector(terms[0], identity, suffix))
        : string.Join(" or ", terms.Select((t, n) => Told(of(Selector(t, identity, suffix)), n)));

    /// <summary>One of several expressions, told apart by a label: <c>or</c> leaves out what looks the same.</summary>
    public static string Told(string expression, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"label_replace({expression}, \"term\", \"{number}\", \"\", \"\")");

    /// <summary>One number per pod and model, under the labels of <see cref="By"/> whatever the source calls them.</summary>
    public string Aggregate(string function, SeriesIdentity identity, string expression, string after = "", string extra = "")
    {
        var aggregated = GroupBy(function, identity, extra.TrimStart(','), expression) + after;
        if (identity.IsOfPod) return aggregated;
        var renamed = $"label_replace(label_replace({aggregated}, \"pod\", \"$1\", \"{identity.NameLabel}\", \"(.*)\"), \"namespace\", \"$1\", \"{identity.NamespaceLabel}\", \"(.*)\")";
        return $"max by ({By}{extra}) ({renamed})";
    }

    /// <summary>An aggregation by whose it is, the model, and further labels.</summary>
    public string GroupBy(string function, SeriesIdentity identity, string labels, string expression)
    {
        var further = labels.Length > 0 ? "," + labels : "";
        return $"{function} by ({identity.NamespaceLabel},{identity.NameLabel}{Model(preset)}{further}) ({expression})";
    }

    private static string Model(EnginePreset preset) => preset.ModelLabel is { } model ? "," + model : "";
}

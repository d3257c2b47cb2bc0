using ModelMonitor.Kubernetes;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>Whether some Prometheus selects what was written, and what to change when none does. Pure.</summary>
/// <param name="Field">The field of a Prometheus that selects by labels.</param>
/// <param name="NamespaceField">The field that selects namespaces.</param>
/// <param name="Select">Reads the one.</param>
/// <param name="SelectNamespace">Reads the other.</param>
internal sealed record PrometheusSelection(
    string Field, string NamespaceField, Func<PrometheusSelectors, LabelSelector?> Select, Func<PrometheusSelectors, LabelSelector?> SelectNamespace)
{
    /// <summary>For PodMonitors.</summary>
    public static readonly PrometheusSelection OfPodMonitors =
        new("podMonitorSelector", "podMonitorNamespaceSelector", s => s.PodMonitorSelector, s => s.PodMonitorNamespaceSelector);

    /// <summary>For PrometheusRules.</summary>
    public static readonly PrometheusSelection OfRules =
        new("ruleSelector", "ruleNamespaceSelector", s => s.RuleSelector, s => s.RuleNamespaceSelector);

    /// <summary>Whether the labels of a namespace have to be known to tell.</summary>
    public bool AsksNamespaceLabels(IEnumerable<V1Prometheus> all) =>
        all.Any(p => p.Spec is { } spec && SelectNamespace(spec) is { } selector && !(selector.MatchLabels is null or { Count: 0 } && selector.MatchExpressions is null or { Count: 0 }));

    /// <summary>
    /// What keeps every Prometheus from selecting an object, and the nearest way out; null when one selects it, and when there is none of
    /// which anything is known.
    /// </summary>
    /// <param name="all">Every Prometheus that is seen.</param>
    /// <param name="labels">The object's labels.</param>
    /// <param name="ns">The object's namespace.</param>
    /// <param name="namespaceLabels">That namespace's labels; null where they are not known: it counts as selected.</param>
    public string? WhyNot(IReadOnlyCollection<V1Prometheus> all, IDictionary<string, string> labels, string ns, IDictionary<string, string>? namespaceLabels)
    {
        if (all.Count == 0) return null;
        var obstacles = all.Select(p => Obstacle(p, labels, ns, namespaceLabels)).ToList();
        if (obstacles.Contains(null)) return null;
        return obstacles.OrderBy(o => o!.Value.Distance).ThenBy(o => o!.Value.Message, StringComparer.Ordinal).First()!.Value.Message;
    }

    // The nearest is the one where labels of ours are all that is missing.
    private (int Distance, string Message)? Obstacle(V1Prometheus prometheus, IDictionary<string, string> labels, string ns, IDictionary<string, string>? namespaceLabels)
    {
        var name = $"Prometheus {ObjectKey.Of(prometheus)}";
        var spec = prometheus.Spec ?? new();
        if (Select(spec) is not { } selector) return (3, $"{name} has no {Field} and so selects none; set {Field}: {{}} there to select all");
        if (!SelectsNamespace(spec, prometheus.Metadata.Namespace, ns, namespaceLabels))
        {
            var rule = SelectNamespace(spec) is null ? $"has no {NamespaceField} and so looks into its own namespace alone" : $"leaves namespace {ns} out by its {NamespaceField}";
            return (2, $"{name} {rule}; change it there, or label the namespace as it asks");
        }

        if (selector.Matches(labels)) return null;
        var missing = Missing(selector, labels);
        return missing is not null
            ? (0, $"{name} asks for the label {missing}; add it to monitoring.labels of the operator's configuration")
            : (1, $"{name} leaves it out by {Field}: {Excluding(selector, labels)}; take that label out of monitoring.labels of the operator's configuration");
    }

    private bool SelectsNamespace(PrometheusSelectors spec, string? own, string ns, IDictionary<string, string>? labels) =>
        SelectNamespace(spec) is { } selector ? labels is null || selector.Matches(labels) : own == ns;

    /// <summary>The labels to add, as <c>key=value</c>; null when adding alone does not help.</summary>
    private static string? Missing(LabelSelector selector, IDictionary<string, string> labels)
    {
        var missing = (selector.MatchLabels ?? new Dictionary<string, string>()).Where(l => !labels.TryGetValue(l.Key, out var value) || value != l.Value)
            .Select(l => $"{l.Key}={l.Value}").ToList();
        foreach (var requirement in (selector.MatchExpressions ?? []).Where(r => !r.Matches(labels)))
        {
            if (requirement.Operator == LabelRequirement.In && requirement.Values is [var first, ..]) missing.Add($"{requirement.Key}={first}");
            else if (requirement.Operator == LabelRequirement.Exists) missing.Add($"{requirement.Key}=true");
            else return null;
        }

        return string.Join(" and ", missing);
    }

    private static string Excluding(LabelSelector selector, IDictionary<string, string> labels) =>
        string.Join(", ", (selector.MatchExpressions ?? []).Where(r => !r.Matches(labels)).Select(r => $"{r.Key} {r.Operator} ({string.Join(", ", r.Values ?? [])})"));
}

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="ScalingSpec"/> valid: each rule as CEL, as message and as run-time twin.</summary>
internal static class ScalingSpecRules
{
    public const int MaxReplicas = 1000;

    public const string Zero = "self.minReplicas != 0 || has(self.wakeQuery)";
    public const string ZeroMessage = "minReplicas of 0 needs a wakeQuery, which tells when requests wait for the first pod: write one, or raise minReplicas to 1";

    public const string WakeText = "self.contains('$selector') && !self.contains('$pods')";
    public const string WakeTextMessage =
        "wakeQuery must hold $selector in each of its selectors, and not $pods: while the target is at 0 there is no pod";

    public const int ReserveMax = 8;
    public const string Reserve = $"type(self) == int ? self >= 0 && self <= 1000 : self.matches('^{Resources.Reserve.PercentPattern}$')";
    public const string ReserveMessage = "reserve must be a number of pods from 0 to 1000, or a percentage from 0% to 1000%, for example 2 or 25%";

    // A maxReplicas below 1 is refused on its own; saying it twice would not help.
    public const string Order = "self.maxReplicas < 1 || self.minReplicas <= self.maxReplicas";
    public const string OrderMessage = "minReplicas must not be above maxReplicas: lower minReplicas or raise maxReplicas";

    public const string KnownObjectives =
        "!has(self.scaling) || !has(self.scaling.objectives) || self.scaling.objectives.all(n, "
        + "self.objectives.exists(o, (has(o.name) ? o.name : o.indicator) == n))";
    public const string KnownObjectivesMessage =
        "scaling.objectives must hold names of objectives of this monitor (left out, a name is the indicator's): correct or remove the others";

    public const string Policies = "size(self) > 0";
    public const string PoliciesMessage =
        "policies must not be empty: leave it out for the defaults, or set selectPolicy to Disabled to stop this direction";

    public static void Check(ModelMonitorSpec spec, string path, List<Violation> found)
    {
        if (spec.Scaling is not { } scaling) return;
        var names = spec.Objectives.Select(o => o.EffectiveName).ToHashSet();
        if (scaling.Objectives?.All(names.Contains) == false) found.Add(new($"{path}.objectives", KnownObjectivesMessage));
        if (scaling is { MinReplicas: 0, WakeQuery: null }) found.Add(new($"{path}.minReplicas", ZeroMessage));
        if (scaling.WakeQuery is { } query && !IsOfNamespace(query)) found.Add(new($"{path}.wakeQuery", WakeTextMessage));
        if (scaling.Reserve is { } reserve && !Resources.Reserve.TryParse(reserve, out _)) found.Add(new($"{path}.reserve", ReserveMessage));
        if (scaling.MinReplicas > scaling.MaxReplicas) found.Add(new($"{path}.minReplicas", OrderMessage));
        if (scaling.Behavior?.ScaleUp?.Policies is []) found.Add(new($"{path}.behavior.scaleUp.policies", PoliciesMessage));
        if (scaling.Behavior?.ScaleDown?.Policies is []) found.Add(new($"{path}.behavior.scaleDown.policies", PoliciesMessage));
    }
    private static bool IsOfNamespace(string query) =>
        query.Contains("$selector", StringComparison.Ordinal) && !query.Contains("$pods", StringComparison.Ordinal);
}

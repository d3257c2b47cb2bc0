namespace ModelMonitor.Resources.Rules;

/// <summary>What makes a <see cref="ScalingSpec"/> valid: each rule as CEL, as message and as run-time twin.</summary>
internal static class ScalingSpecRules
{
    public const int MaxReplicas = 1000;

    public const string Min = "self >= 1";
    public const string MinMessage = "minReplicas must be at least 1: this version does not scale to zero";

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
        if (scaling.MinReplicas < 1) found.Add(new($"{path}.minReplicas", MinMessage));
        if (scaling.MinReplicas > scaling.MaxReplicas) found.Add(new($"{path}.minReplicas", OrderMessage));
        if (scaling.Behavior?.ScaleUp?.Policies is []) found.Add(new($"{path}.behavior.scaleUp.policies", PoliciesMessage));
        if (scaling.Behavior?.ScaleDown?.Policies is []) found.Add(new($"{path}.behavior.scaleDown.policies", PoliciesMessage));
    }
}

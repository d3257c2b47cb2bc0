using ModelMonitor.Kubernetes;
using Names = ModelMonitor.Resources.IndicatorNames;

namespace ModelMonitor.Resources.Rules;

/// <summary>What makes an <see cref="ObjectiveSpec"/> and a list of them valid: each rule as CEL, as message and as run-time twin.</summary>
internal static class ObjectiveRules
{
    public const int ListMax = 16;
    public const string NotEmpty = "size(self) > 0";
    public const string NotEmptyMessage = "give at least one objective";

    public const string UniqueNames =
        "self.all(a, self.exists_one(b, (has(a.name) ? a.name : a.indicator) == (has(b.name) ? b.name : b.indicator)))";
    public const string UniqueNamesMessage =
        "two objectives have the same name (left out, it is the indicator's): give one of them another name";

    public const string NameMessage = $"name must be {LabelRule.Form}";

    public const string OneBound = "has(self.below) != has(self.above)";
    public const string OneBoundMessage = "give exactly one of below and above";

    public const string Direction = $"!has(self.above) || has(self.below) || !({IsLatency} || {IsErrorRatio})";
    public const string DirectionMessage = "latencies and errors are good when they are low: write below instead of above";

    public const string Quantile = $"!has(self.quantile) || {IsLatency}";
    public const string QuantileMessage =
        $"quantile needs a latency indicator ({Names.TimeToFirstToken}, {Names.InterTokenLatency}, {Names.TimePerOutputToken}, "
        + $"{Names.RequestLatency}, {Names.QueueWait}); remove it";

    public const int BoundMax = 16;
    public const string LatencyMessage = "a latency's bound is a duration from 1ms to 1h, for example 750ms or 1s";
    public const string LatencyBelow =
        $"!has(self.below) || !{IsLatency} || (type(self.below) == string && self.below.matches('^{GoDuration.Pattern}$')"
        + " && duration(self.below) >= duration('1ms') && duration(self.below) <= duration('1h'))";

    public const string ShareMessage = "a share's bound is a percentage above 0% and below 100%, for example 1% or 0.5%";
    public const string ShareBelow =
        $"!has(self.below) || !({IsErrorRatio} || {IsKvCacheUse}) || (type(self.below) == string"
        + $" && self.below.matches('^{Bound.PercentPattern}$') && self.below.matches('{Bound.NotZeroPattern}'))";
    public const string ShareAbove =
        $"!has(self.above) || !{IsKvCacheUse} || (type(self.above) == string"
        + $" && self.above.matches('^{Bound.PercentPattern}$') && self.above.matches('{Bound.NotZeroPattern}'))";

    public const string CountMessage = "a count's bound is a number above 0 and below 1000000, for example 5; quote fractions: '2.5'";
    public const string CountBelow =
        $"!has(self.below) || !{IsCount} || (type(self.below) == int ? self.below > 0 && self.below < 1000000"
        + $" : self.below.matches('^{Bound.NumberPattern}$') && self.below.matches('{Bound.NotZeroPattern}'))";
    public const string CountAbove =
        $"!has(self.above) || !{IsCount} || (type(self.above) == int ? self.above > 0 && self.above < 1000000"
        + $" : self.above.matches('^{Bound.NumberPattern}$') && self.above.matches('{Bound.NotZeroPattern}'))";

    private const string IsLatency =
        $"(self.indicator in ['{Names.TimeToFirstToken}', '{Names.InterTokenLatency}', '{Names.TimePerOutputToken}', "
        + $"'{Names.RequestLatency}', '{Names.QueueWait}'])";
    private const string IsErrorRatio = $"self.indicator == '{Names.ErrorRatio}'";
    private const string IsKvCacheUse = $"(self.indicator == '{Names.KvCacheUse}')";
    private const string IsCount = $"(self.indicator in ['{Names.Waiting}', '{Names.InFlight}'])";

    public static void Check(IList<ObjectiveSpec> objectives, string path, List<Violation> found)
    {
        if (objectives.Count == 0) found.Add(new(path, NotEmptyMessage));
        if (objectives.DistinctBy(o => o.EffectiveName).Count() != objectives.Count) found.Add(new(path, UniqueNamesMessage));
        for (var i = 0; i < objectives.Count; i++) Check(objectives[i], $"{path}[{i}]", found);
    }

    private static void Check(ObjectiveSpec objective, string path, List<Violation> found)
    {
        var indicator = objective.Indicator;
        if (objective.Name is { } name && !LabelRule.Holds(name)) found.Add(new($"{path}.name", NameMessage));
        if (objective.Below is null == objective.Above is null) found.Add(new(path, OneBoundMessage));
        if (objective.Quantile is not null && !Names.IsLatency(indicator)) found.Add(new($"{path}.quantile", QuantileMessage));
        CheckBound(indicator, objective.Below, $"{path}.below", found);
        if (!Names.IsGoodWhenLow(indicator)) CheckBound(indicator, objective.Above, $"{path}.above", found);
        else if (objective is { Above: not null, Below: null }) found.Add(new($"{path}.above", DirectionMessage));
    }

    private static void CheckBound(string indicator, IntOrString? bound, string path, List<Violation> found)
    {
        if (bound is not { } value || Bound.TryParse(indicator, value, out _)) return;
        Names.TryGetUnit(indicator, out var unit);
        found.Add(new(path, unit switch
        {
            IndicatorUnit.Seconds => LatencyMessage,
            IndicatorUnit.Share => ShareMessage,
            _ => CountMessage,
        }));
    }
}

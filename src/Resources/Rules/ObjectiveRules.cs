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

    public const string Direction = $"!has(self.above) || has(self.below) || !({IsLatency} || {IsOtherLow})";
    public const string DirectionMessage = "latencies, errors, temperatures and drift are good when they are low: write below instead of above";

    public const string HighIsGood = $"!has(self.below) || has(self.above) || !{IsHigh}";
    public const string HighIsGoodMessage = "availability, accuracy, precision, recall and f1 are good when they are high: write above instead of below";

    public const int QueryMax = 2048;
    public const string QueryText = "size(self) > 0";
    public const string QueryTextMessage = "a query must not be empty: write one, or remove the field";
    public const string NeedsQuery = $"!{IsCustom} || has(self.query)";
    public const string NeedsQueryMessage = "the indicator custom needs a query";
    public const string NoQuery = $"{IsCustom} || !(has(self.query) || has(self.samplesQuery))";
    public const string NoQueryMessage = "query and samplesQuery belong to the indicator custom: remove them, or write indicator: custom";
    public const int MinSamplesMax = 1_000_000_000;
    public const string Samples = $"!has(self.minSamples) || has(self.samplesQuery) || {HasSamples}";
    public const string SamplesMessage =
        "minSamples needs samplesQuery (with custom), or one of accuracy, precision, recall and f1: remove it, or say how samples are counted";

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
        $"!has(self.below) || !{IsShare} || (type(self.below) == string"
        + $" && self.below.matches('^{Bound.PercentPattern}$') && self.below.matches('{Bound.NotZeroPattern}'))";
    public const string ShareAbove =
        $"!has(self.above) || !{IsShare} || (type(self.above) == string"
        + $" && self.above.matches('^{Bound.PercentPattern}$') && self.above.matches('{Bound.NotZeroPattern}'))";

    public const string CountMessage = "a count's bound is a number above 0 and below 1000000, for example 5; quote fractions: '2.5'";
    public const string CountBelow =
        $"!has(self.below) || !{IsCount} || (type(self.below) == int ? self.below > 0 && self.below < 1000000"
        + $" : self.below.matches('^{Bound.NumberPattern}$') && self.below.matches('{Bound.NotZeroPattern}'))";
    public const string CountAbove =
        $"!has(self.above) || !{IsCount} || (type(self.above) == int ? self.above > 0 && self.above < 1000000"
        + $" : self.above.matches('^{Bound.NumberPattern}$') && self.above.matches('{Bound.NotZeroPattern}'))";

    public const string CustomMessage =
        "a custom query's bound is a duration from 1ms to 1h (the query then gives seconds), a percentage above 0% and below 100%, or a number "
        + "above 0 and below 1000000; quote fractions: '2.5'";
    public const string CustomBelow = $"!has(self.below) || !{IsCustom} || (type(self.below) == int ? self.below > 0 && self.below < 1000000 : "
        + $"self.below.matches('{Bound.NotZeroPattern}') && (self.below.matches('^{Bound.PercentPattern}$') || self.below.matches('^{Bound.NumberPattern}$')"
        + $" || (self.below.matches('^{GoDuration.Pattern}$') && duration(self.below) >= duration('1ms') && duration(self.below) <= duration('1h'))))";
    public const string CustomAbove = $"!has(self.above) || !{IsCustom} || (type(self.above) == int ? self.above > 0 && self.above < 1000000 : "
        + $"self.above.matches('{Bound.NotZeroPattern}') && (self.above.matches('^{Bound.PercentPattern}$') || self.above.matches('^{Bound.NumberPattern}$')"
        + $" || (self.above.matches('^{GoDuration.Pattern}$') && duration(self.above) >= duration('1ms') && duration(self.above) <= duration('1h'))))";

    public const string IsLatency =
        $"(self.indicator in ['{Names.TimeToFirstToken}', '{Names.InterTokenLatency}', '{Names.TimePerOutputToken}', "
        + $"'{Names.RequestLatency}', '{Names.QueueWait}'])";
    private const string IsOtherLow =
        $"(self.indicator in ['{Names.ErrorRatio}', '{Names.GpuErrors}', '{Names.GpuTemperature}', '{Names.DriftPsi}', '{Names.DriftKs}'])";
    private const string IsHigh =
        $"(self.indicator in ['{Names.Availability}', '{Names.Accuracy}', '{Names.Precision}', '{Names.Recall}', '{Names.F1}'])";
    private const string IsShare =
        $"(self.indicator in ['{Names.ErrorRatio}', '{Names.Availability}', '{Names.KvCacheUse}', '{Names.GpuUtilization}', "
        + $"'{Names.GpuMemoryUse}', '{Names.CpuUse}', '{Names.MemoryUse}', '{Names.Accuracy}', '{Names.Precision}', '{Names.Recall}', '{Names.F1}'])";
    private const string IsCount =
        $"(self.indicator in ['{Names.Waiting}', '{Names.InFlight}', '{Names.RequestRate}', '{Names.TokenThroughput}', "
        + $"'{Names.GpuTemperature}', '{Names.GpuErrors}', '{Names.DriftPsi}', '{Names.DriftKs}'])";
    private const string IsCustom = $"(self.indicator == '{Names.Custom}')";
    private const string HasSamples = $"(self.indicator in ['{Names.Accuracy}', '{Names.Precision}', '{Names.Recall}', '{Names.F1}'])";

    public static void Check(IList<ObjectiveSpec> objectives, string path, List<Violation> found)
    {
        if (objectives.Count == 0) found.Add(new(path, NotEmptyMessage));
        if (objectives.DistinctBy(o => o.EffectiveName).Count() != objectives.Count) found.Add(new(path, UniqueNamesMessage));
        BudgetRules.Check(objectives, path, found);
        for (var i = 0; i < objectives.Count; i++) Check(objectives[i], $"{path}[{i}]", found);
    }

    private static void Check(ObjectiveSpec objective, string path, List<Violation> found)
    {
        var indicator = objective.Indicator;
        if (objective.Name is { } name && !LabelRule.Holds(name)) found.Add(new($"{path}.name", NameMessage));
        if (objective.Below is null == objective.Above is null) found.Add(new(path, OneBoundMessage));
        if (objective.Quantile is not null && !Names.IsLatency(indicator)) found.Add(new($"{path}.quantile", QuantileMessage));
        if (!Names.IsGoodWhenHigh(indicator)) CheckBound(indicator, objective.Below, $"{path}.below", found);
        else if (objective is { Below: not null, Above: null }) found.Add(new($"{path}.below", HighIsGoodMessage));
        if (!Names.IsGoodWhenLow(indicator)) CheckBound(indicator, objective.Above, $"{path}.above", found);
        else if (objective is { Above: not null, Below: null }) found.Add(new($"{path}.above", DirectionMessage));
        CheckQueries(objective, path, found);
        BudgetRules.Check(objective, path, found);
    }

    private static void CheckQueries(ObjectiveSpec objective, string path, List<Violation> found)
    {
        var isCustom = objective.Indicator == Names.Custom;
        if (isCustom && objective.Query is null) found.Add(new(path, NeedsQueryMessage));
        if (!isCustom && (objective.Query ?? objective.SamplesQuery) is not null) found.Add(new(path, NoQueryMessage));
        if (objective.Query is "") found.Add(new($"{path}.query", QueryTextMessage));
        if (objective.SamplesQuery is "") found.Add(new($"{path}.samplesQuery", QueryTextMessage));
        var countsSamples = objective.SamplesQuery is not null || Names.HasMinSamples(objective.Indicator);
        if (objective.MinSamples is not null && !countsSamples) found.Add(new($"{path}.minSamples", SamplesMessage));
    }

    private static void CheckBound(string indicator, IntOrString? bound, string path, List<Violation> found)
    {
        if (bound is not { } value || Bound.TryParse(indicator, value, out _)) return;
        Names.TryGetUnit(indicator, out var unit);
        found.Add(new(path, unit switch
        {
            IndicatorUnit.Seconds => LatencyMessage,
            IndicatorUnit.Share => ShareMessage,
            IndicatorUnit.Custom => CustomMessage,
            _ => CountMessage,
        }));
    }
}

using System.Globalization;
using ModelMonitor.Cli.Backtest.Input;
using ModelMonitor.Cli.Manifests;
using ModelMonitor.Decisions;
using ModelMonitor.Metrics;
using ModelMonitor.Resources.Planning;

namespace ModelMonitor.Cli.Rules;

/// <summary>A monitor of a file, and the rules that it gives.</summary>
internal sealed class RuledMonitor
{
    private const string Unbounded = "+Inf";

    private readonly string _file;
    private readonly EnginePreset _preset;
    private readonly MonitorQuestion _question;
    private readonly Plan _plan;

    /// <param name="file">The file.</param>
    /// <param name="engine">The engine where the monitor names none; null for the monitor's.</param>
    /// <param name="presets">A folder of presets, or null.</param>
    /// <exception cref="InputException">Something of it cannot be used.</exception>
    public RuledMonitor(string file, string? engine, string? presets)
    {
        _file = file;
        var monitor = MonitorFile.Read(file);
        var name = monitor.Spec.Engine ?? engine ?? throw new InputException(file, "spec.engine: is left out; say by --engine which it is");
        var catalog = CatalogOf(presets);
        if (!catalog.TryGet(name, out _preset!)) throw new InputException(file, $"there is no engine {name}; known: {string.Join(", ", catalog.Names)}");
        _plan = PlanReader.PlanOf(monitor.Spec);
        var ns = monitor.Metadata.Namespace is { Length: > 0 } own ? own : throw new InputException(file, "metadata.namespace: is missing; rules are of one namespace");
        _question = new($"{ns}/{monitor.Metadata.Name}", ns, monitor.Spec.TargetRef.Name, [], name, [.. _plan.Objectives.Select(QuestionOf)], monitor.Spec.Metrics?.Model, monitor.Spec.Metrics?.Service);
    }

    /// <summary>Writes the rule file.</summary>
    /// <param name="edges">Bucket edges; none to take each bound for one.</param>
    /// <param name="runbooks">Address of the folder of runbooks.</param>
    /// <param name="error">Where it is told what cannot be recorded.</param>
    /// <exception cref="InputException">There is no rule at all.</exception>
    public string Write(IReadOnlyCollection<string> edges, string runbooks, TextWriter error)
    {
        var recorded = _question.Objectives.Where(o => o.BudgetWindow is not null).SelectMany(o => Record(o, edges, error)).ToList();
        var rules = RuleGroups.Of(_preset, _question, _plan.Objectives, recorded, runbooks) ?? throw new InputException(_file, $"gives no rule: {_preset.Title} shows nothing that could be told by one");
        return YamlWriter.Write(rules, $"Rules of ModelMonitor {_question.Key}, made by `kubectl modelmonitor rules`.", blocks: true);
    }

    private IReadOnlyList<RecordingRule> Record(IndicatorQuestion objective, IReadOnlyCollection<string> edges, TextWriter error)
    {
        var rules = RecordingRules.Of(_preset, _question, objective, edges.Count > 0 ? [.. edges.Append(Unbounded).Distinct()] : BoundOf(objective));
        if (rules.Count == 0) error.WriteLine($"note: {objective.Objective} has a budget and is not recorded: it is not counted in requests, or its bound is beyond the edges");
        return rules;
    }

    // Engines write a whole number as 1 or as 1.0.
    private string[] BoundOf(IndicatorQuestion objective)
    {
        var scale = Signals.Of(objective.Indicator) is [var signal, ..] && _preset.Signals.TryGetValue(signal, out var known) ? known.Alternatives[0].Scale : 1;
        var edge = (objective.Bound!.Value / scale).ToString("R", CultureInfo.InvariantCulture);
        return edge.All(char.IsAsciiDigit) ? [edge, $"{edge}.0", Unbounded] : [edge, Unbounded];
    }

    private static IndicatorQuestion QuestionOf(Objective objective) =>
        new(objective.Name, objective.Indicator, objective.Quantile, objective.Bound, IsUpperBound: objective.GoodIsBelow, BudgetWindow: objective.Budget?.Window);

    private static EngineCatalog CatalogOf(string? folder)
    {
        try
        {
            return folder is null ? EngineCatalog.LoadEmbedded() : EngineCatalog.LoadFolder(folder);
        }
        catch (Exception e) when (e is EnginePresetException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder!, e.Message);
        }
    }
}

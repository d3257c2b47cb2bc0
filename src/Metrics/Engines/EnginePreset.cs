namespace ModelMonitor.Metrics;

/// <summary>What is to be known of one engine (model server software) to read it. Data: a file of <c>config/engines</c>.</summary>
/// <param name="Name">The engine's name in <c>spec.engine</c>.</param>
/// <param name="Source">Where the facts come from.</param>
/// <param name="Detect">A metric that every pod of the engine exposes and no other engine does.</param>
/// <param name="Port">Port of the metrics endpoint, 1 to 65535.</param>
/// <param name="Path">Path of the metrics endpoint.</param>
/// <param name="ModelLabel">Label with the model's name, or null when the metrics have none.</param>
/// <param name="RankLabels">Labels that tell apart series of one pod and model which are to be summed, such as data-parallel ranks.</param>
/// <param name="Signals">Where each signal is found; <see cref="Signal.Running"/> is always there.</param>
/// <param name="Lacks">What the engine cannot give, and what to do instead; by signal name or in free words.</param>
public sealed record EnginePreset(
    string Name,
    string Source,
    string Detect,
    int Port,
    string Path,
    string? ModelLabel,
    IReadOnlyList<string> RankLabels,
    IReadOnlyDictionary<Signal, EngineSignal> Signals,
    IReadOnlyDictionary<string, string> Lacks);

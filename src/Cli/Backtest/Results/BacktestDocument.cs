using System.Text.Json.Serialization;

namespace ModelMonitor.Cli.Backtest.Results;

/// <summary>What a backtest came to, as <c>-o json</c> prints it. Names of fields stay; new ones may be added.</summary>
public sealed class BacktestDocument
{
    /// <summary>Version of this form; it changes when a field goes or changes its meaning.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>The monitor's name, with its namespace before a slash where it has one.</summary>
    public string Monitor { get; set; } = "";

    /// <summary>The load that was replayed.</summary>
    public LoadSummary Load { get; set; } = new();

    /// <summary>What was taken for granted.</summary>
    public Assumptions Assumptions { get; set; } = new();

    /// <summary>Each policy, in the order of the table.</summary>
    public IList<PolicyScore> Policies { get; set; } = [];
}

/// <summary>JSON contract of <see cref="BacktestDocument"/>, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(BacktestDocument))]
internal sealed partial class BacktestJsonContext : JsonSerializerContext;

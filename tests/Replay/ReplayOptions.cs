using System.Globalization;

namespace ModelMonitor.Tests.Replay;

/// <summary>What the command line asks for.</summary>
internal sealed record ReplayOptions
{
    public const string Usage = """
        usage: replay [--trace NAME,...] [--cold-start SECONDS,...] [--seeds N] [--policy TEXT] [--sizes code|chat] [--quick] [--reuse FILE] [--out DIR]
          --trace       m-large-step, m-large-linear, m-small-step, m-small-linear, azure-code; a part of a name is enough
          --cold-start  default 60,120,300
          --seeds       default 3
          --policy      only policies whose name holds the text (ModelMonitor and the oracle always run)
          --sizes       sizes of requests: those of the Azure code file (default), or lognormal ones of a chat
          --quick       one seed and a cold start of 120 s
          --reuse       a results.csv of an earlier run: rivals that stand in it are not run again
          --out         a folder to write replay.md and replay/*.svg to; without it the tables are only printed
        """;

    public IReadOnlyList<string> Traces { get; init; } = [];

    public IReadOnlyList<int> ColdStarts { get; init; } = [60, 120, 300];

    public int Seeds { get; init; } = 3;

    public string Policy { get; init; } = "";

    public string Sizes { get; init; } = "code";

    public string? Reuse { get; init; }

    public string? Out { get; init; }

    /// <returns>Null when the arguments are not understood.</returns>
    public static ReplayOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new ReplayOptions();
        while (args is [var name, .. var rest])
        {
            if (name == "--quick")
            {
                options = options with { Seeds = 1, ColdStarts = [120] };
                args = rest;
                continue;
            }

            if (rest is not [var value, .. var next]) return null;
            ReplayOptions? changed = name switch
            {
                "--trace" => options with { Traces = value.Split(',') },
                "--cold-start" => options with { ColdStarts = [.. value.Split(',').Select(v => int.Parse(v, CultureInfo.InvariantCulture))] },
                "--seeds" => options with { Seeds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--policy" => options with { Policy = value },
                "--sizes" when value is "code" or "chat" => options with { Sizes = value },
                "--reuse" => options with { Reuse = value },
                "--out" => options with { Out = value },
                _ => null,
            };
            if (changed is null) return null;
            options = changed;
            args = next;
        }

        return options;
    }
}

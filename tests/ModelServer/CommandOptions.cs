using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ModelMonitor.ModelServer;

/// <summary>Options with a default.</summary>
internal static class CommandOptions
{
    public static Option<T> Create<T>(string name, T fallback, string description)
        where T : IParsable<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result.Tokens[^1].Value, name, result, fallback),
        };

    /// <summary>One that an environment variable may give too: <c>--max-num-seqs</c> is <c>MODEL_SERVER_MAX_NUM_SEQS</c>.</summary>
    public static Option<T> FromEnvironment<T>(string name, T fallback, string description)
        where T : IParsable<T>
    {
        var variable = "MODEL_SERVER_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        var option = Create(name, fallback, $"{description} [env {variable}]");
        option.DefaultValueFactory = result =>
            Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? Parse(text, variable, result, fallback) : fallback;
        return option;
    }

    private static T Parse<T>(string text, string where, ArgumentResult result, T fallback)
        where T : IParsable<T>
    {
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        result.AddError($"{where}: '{text}' is not a valid {typeof(T).Name.ToLowerInvariant()}");
        return fallback;
    }
}

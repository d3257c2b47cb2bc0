using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelMonitor.ModelServer;

/// <summary>A time span on the command line: <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>, or plain seconds.</summary>
internal readonly record struct Duration(TimeSpan Value) : IParsable<Duration>
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static implicit operator TimeSpan(Duration duration) => duration.Value;

    public static Duration FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    public static Duration Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a duration");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Duration result)
    {
        result = default;
        if (s is null) return false;
        var (unit, seconds) = Units.First(u => s.EndsWith(u.Unit, StringComparison.Ordinal));
        if (!double.TryParse(s.AsSpan(0, s.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number * seconds > TimeSpan.FromDays(365).TotalSeconds) return false;
        result = FromSeconds(number * seconds);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value.TotalSeconds}s");
}

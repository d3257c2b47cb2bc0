using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>
/// A time as <c>meta/v1.MicroTime</c> has it: UTC with exactly six fraction digits. The API server refuses any other number of
/// digits in Leases and Events, among them the seven that .NET writes by default.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MicroTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const string FormatWithOffset = "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz";

    /// <summary>A point in time, cut to whole microseconds, so that it survives writing and reading.</summary>
    /// <param name="value">The time.</param>
    public MicroTime(DateTimeOffset value)
    {
        var utc = value.ToUniversalTime();
        Value = utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The time, in UTC.</summary>
    public DateTimeOffset Value { get; }

    /// <summary>Reads the strict form.</summary>
    /// <param name="text">For example <c>2026-01-02T03:04:05.000006Z</c>.</param>
    /// <exception cref="FormatException">It has another form.</exception>
    public static MicroTime Parse(string text) => new(DateTimeOffset.ParseExact(
        text, [Format, FormatWithOffset], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <summary>The strict form.</summary>
    public override string ToString() => Value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads and writes the strict form as a JSON string.</summary>
    public sealed class Converter : JsonConverter<MicroTime>
    {
        /// <inheritdoc />
        public override MicroTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a MicroTime is a string");
            try
            {
                return Parse(text);
            }
            catch (FormatException e)
            {
                throw new JsonException($"'{text}' is no time with six fraction digits", e);
            }
        }

        /// <inheritdoc />
        public override void Write(Utf8JsonWriter writer, MicroTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

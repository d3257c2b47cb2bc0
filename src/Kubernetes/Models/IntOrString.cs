using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>A value that is written as an integer or as a string, as Kubernetes' <c>IntOrString</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct IntOrString
{
    private IntOrString(string text, bool isInteger) => (Text, IsInteger) = (text, isInteger);

    /// <summary>The value as text.</summary>
    public string Text { get; }

    /// <summary>Whether it is written as an integer.</summary>
    public bool IsInteger { get; }

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static IntOrString FromInteger(long value) => new(value.ToString(CultureInfo.InvariantCulture), isInteger: true);

    /// <summary>A string.</summary>
    /// <param name="value">The value.</param>
    public static IntOrString FromString(string value) => new(value, isInteger: false);

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>Reads and writes both forms.</summary>
    public sealed class Converter : JsonConverter<IntOrString>
    {
        /// <inheritdoc />
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.Number when reader.TryGetInt64(out var number) => FromInteger(number),
                JsonTokenType.String => FromString(reader.GetString()!),
                _ => throw new JsonException("must be an integer or a string"),
            };

        /// <inheritdoc />
        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            if (value.IsInteger) writer.WriteNumberValue(long.Parse(value.Text, CultureInfo.InvariantCulture));
            else writer.WriteStringValue(value.Text);
        }
    }
}

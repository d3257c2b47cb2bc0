using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelMonitor.Kubernetes;

/// <summary>Times as Kubernetes writes them (<c>meta/v1.Time</c>): UTC with <c>Z</c>, whole seconds. Reads any RFC 3339 form.</summary>
public sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}

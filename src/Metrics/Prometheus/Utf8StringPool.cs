using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelMonitor.Metrics;

/// <summary>Gives one string per distinct text. An answer repeats the same few names a hundred thousand times.</summary>
/// <remarks>Not thread-safe; lives as long as one answer.</remarks>
internal sealed class Utf8StringPool
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<byte>> _strings =
        new HashSet<string>(new Utf8Comparer()).GetAlternateLookup<ReadOnlySpan<byte>>();

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (_strings.TryGetValue(utf8, out var known)) return known;
        _strings.Add(utf8);
        return _strings.TryGetValue(utf8, out known) ? known : Encoding.UTF8.GetString(utf8);
    }

    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode([DisallowNull] string obj) => GetHashCode(Encoding.UTF8.GetBytes(obj).AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public bool Equals(ReadOnlySpan<byte> alternate, string other)
        {
            // Most texts are ASCII; anything else is compared by its own encoding.
            if (alternate.Length == other.Length && Ascii.Equals(alternate, other)) return true;
            return !Ascii.IsValid(alternate) && alternate.SequenceEqual(Encoding.UTF8.GetBytes(other));
        }

        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
    }
}

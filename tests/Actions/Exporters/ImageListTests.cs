using FsCheck;
using FsCheck.Fluent;
using ModelMonitor.Actions;

namespace ModelMonitor.Tests.Actions;

public sealed class ImageListTests
{
    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/nvidia/dcgm-exporter.v4_x" + Digest)]
    [InlineData("registry.example.com:5000/*", "registry.example.com:5000/gpu/exporter" + Digest)]
    [InlineData("localhost/*", "localhost/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/exporter" + Digest, "registry.example.com/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/exporter:4.5", "registry.example.com/gpu/exporter:4.5")]
    public void An_image_of_the_list_is_allowed(string entry, string image) => Assert.True(ImageList.Allows(["other.example.com/*", entry], image));

    [Theory]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu-evil/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com.evil.org/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/*", "registry.example.com.evil.org/exporter" + Digest)]
    [InlineData("registry.example.com/*", "registry.example.com:5000/exporter" + Digest)]
    [InlineData("registry.example.com/*", "registry.example.com@evil.org/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/../evil/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/./exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu//exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/%2e%2e/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/Exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "Registry.example.com/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exp\u043erter" + Digest)] // a Cyrillic o
    [InlineData("registry.example.com/gpu/*", "registry.ex\u0430mple.com/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter" + Digest + "\n")]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter")]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter:latest")]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter:1" + Digest)]
    [InlineData("registry.example.com/gpu/*", "registry.example.com/gpu/exporter@sha256:0123")]
    [InlineData("registry.example.com/gpu/exporter", "registry.example.com/gpu/exporter" + Digest)]
    [InlineData("registry.example.com/gpu/exporter" + Digest, "registry.example.com/gpu/exporter:4.5")]
    [InlineData("registry.example.com/gpu*", "registry.example.com/gpu-evil/exporter" + Digest)]
    [InlineData("*", "registry.example.com/gpu/exporter" + Digest)]
    [InlineData("*", "*")]
    [InlineData("/*", "/exporter" + Digest)]
    [InlineData("gpu/*", "gpu/exporter" + Digest)]
    [InlineData("*/gpu/*", "*/gpu/exporter" + Digest)]
    [InlineData("", "")]
    public void Anything_else_is_not(string entry, string image) => Assert.False(ImageList.Allows([entry], image));

    [Fact]
    public void An_empty_list_allows_nothing() => Assert.False(ImageList.Allows([], "registry.example.com/gpu/exporter" + Digest));

    [Fact]
    public void Whatever_a_prefix_allows_is_below_it_and_by_digest()
    {
        // Near misses: an allowed reference with a few characters replaced, removed and put in.
        const string Allowed = "registry.example.com/gpu/dcgm/exporter" + Digest;
        var change =
            from at in Gen.Choose(0, Allowed.Length - 1)
            from cut in Gen.Choose(0, 2)
            from text in Gen.Elements("", "a", "/", "..", "/../", ".", ":", "@", "A", "\n", "\0", " ", "*", "-", "%2f", "\u0430", ".evil.org/", "\u202e")
            select (at, cut, text);
        var images = from changes in Gen.Choose(1, 3).SelectMany(n => change.ListOf(n))
                     select changes.Aggregate(Allowed, (image, c) => c.at + c.cut > image.Length ? image : image.Remove(c.at, c.cut).Insert(c.at, c.text));
        var passed = 0;
        var isAlwaysTheSame = Config.QuickThrowOnFailure.WithMaxTest(5_000).WithReplay(new Replay(new Rnd(20260101, 1), null));
        Prop.ForAll(images.ToArbitrary(), image =>
        {
            if (!ImageList.Allows(["registry.example.com/gpu/*"], image)) return;
            passed++;
            var (path, digest) = (image.Split('@')[0], image.Split('@')[1]);
            Assert.StartsWith("registry.example.com/gpu/", path, StringComparison.Ordinal);
            Assert.All(path.Split('/').Skip(1), segment => Assert.True(char.IsAsciiLetterOrDigit(segment[0]) && !segment.Contains("..", StringComparison.Ordinal), image));
            Assert.All(path, c => Assert.True(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "./-_".Contains(c, StringComparison.Ordinal), image));
            Assert.Matches(@"^sha256:[0-9a-f]{64}\z", digest);
            // What a registry would be asked for stays below the prefix, too.
            Assert.StartsWith("https://registry.example.com/gpu/", new Uri($"https://{path}").AbsoluteUri, StringComparison.Ordinal);
        }).Check(isAlwaysTheSame);

        Assert.True(passed > 50, $"only {passed} of 5000 near misses were right");
    }
}

namespace ModelMonitor.Tests.Architecture;

/// <summary>What the documents link to is there, and every page is reached. No network.</summary>
public sealed class DocumentLinks
{
    private static readonly Dictionary<string, MarkdownPage> Pages = MarkdownPage.All.ToDictionary(p => p.Path, StringComparer.Ordinal);

    [Fact]
    public void Every_link_within_the_repository_leads_somewhere()
    {
        var faults = Pages.Values.SelectMany(page => page.Links.Select(link => (Page: page, Link: link, Fault: FaultOf(page, link.Target))))
            .Where(l => l.Fault is not null)
            .Select(l => $"{l.Page.Path}:{l.Link.Line}: {l.Link.Target}: {l.Fault}");
        MarkdownPage.AssertNone(faults);
    }

    [Fact]
    public void Every_page_of_docs_is_reached_from_the_first_two()
    {
        var reached = new HashSet<string>(["README.md", "docs/README.md"], StringComparer.Ordinal);
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var path))
            foreach (var (_, target) in Pages[path].Links.Where(l => !IsOutside(l.Target)))
                if (Resolve(path, target) is var (next, _) && Pages.ContainsKey(next) && reached.Add(next)) open.Enqueue(next);
        MarkdownPage.AssertNone(Pages.Keys.Where(p => p.StartsWith("docs/", StringComparison.Ordinal)).Except(reached));
    }

    [Fact]
    public void Links_out_of_the_repository_are_counted_not_followed()
    {
        var outside = Pages.Values.SelectMany(p => p.Links.Select(l => (p.Path, l.Target))).Where(l => IsOutside(l.Target)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{outside.Count} links lead out of the repository and are not followed");
        foreach (var (path, target) in outside) TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {target}");
        Assert.All(outside, l => Assert.True(Uri.TryCreate(l.Target, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "mailto", $"{l.Path}: {l.Target}"));
    }

    [Fact]
    public void A_page_is_read_as_it_is_shown()
    {
        var page = MarkdownPage.Parse("a.md",
        [
            "## `spec.x[]`: what, [why](b.md#c)?", "## Twice", "## Twice", "```sh", "$ make demo # [no](no.md)", "```", "see `[no](no.md)` and ![p](p.svg) <a id=\"here\"></a>",
        ]);
        Assert.Equal(["b.md#c", "p.svg"], page.Links.Select(l => l.Target));
        Assert.Equal(["here", "specx-what-why", "twice", "twice-1"], page.Anchors.Order(StringComparer.Ordinal));
        Assert.Equal(["spec.x[]", "make demo # [no](no.md)", "[no](no.md)"], page.Code);
    }

    private static string? FaultOf(MarkdownPage page, string target)
    {
        if (IsOutside(target)) return null;
        var (path, anchor) = Resolve(page.Path, target);
        if (path.StartsWith("..", StringComparison.Ordinal)) return "leaves the repository";
        if (!File.Exists(Repository.PathOf(path)) && !Directory.Exists(Repository.PathOf(path))) return "there is no such file";
        return anchor.Length == 0 ? null
            : !Pages.TryGetValue(path, out var other) ? "only pages have anchors"
            : other.Anchors.Contains(anchor) ? null
            : "there is no such heading";
    }

    private static (string Path, string Anchor) Resolve(string from, string target)
    {
        var (path, anchor) = target.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? (target[..at], target[(at + 1)..]) : (target, "");
        if (path.Length == 0) return (from, anchor);
        var full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(from)!, path));
        return (Path.GetRelativePath(Repository.Root, full).Replace('\\', '/'), anchor);
    }

    private static bool IsOutside(string target) => target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);
}

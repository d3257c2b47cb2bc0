using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Architecture;

/// <summary>A Markdown file as its reader sees it: what it links to, what can be linked to, and what stands in code font.</summary>
/// <param name="Path">The file, from the root of the repository, with forward slashes.</param>
/// <param name="Links">Targets of links and pictures, as written, with the line they stand in.</param>
/// <param name="Anchors">What a link may name behind <c>#</c>: headings as GitHub names them, and ids.</param>
/// <param name="Code">What stands in code font within a line, and each line of a block that a shell or a console shows.</param>
/// <param name="Yaml">Blocks of YAML.</param>
public sealed partial record MarkdownPage(
    string Path, IReadOnlyList<(int Line, string Target)> Links, IReadOnlySet<string> Anchors, IReadOnlyList<string> Code, IReadOnlyList<string> Yaml)
{
    /// <summary>Every page of the repository.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } = [.. Find(new DirectoryInfo(Repository.Root)).Select(Read).OrderBy(p => p.Path, StringComparer.Ordinal)];

    /// <summary>Reads a text.</summary>
    /// <param name="path">What the page is called.</param>
    /// <param name="lines">Its lines.</param>
    public static MarkdownPage Parse(string path, IEnumerable<string> lines)
    {
        var (links, anchors, code, yaml) = (new List<(int, string)>(), new HashSet<string>(StringComparer.Ordinal), new List<string>(), new List<string>());
        var (fence, language, number) = ((string?)null, "", 0);
        foreach (var line in lines)
        {
            number++;
            var mark = Fence().Match(line);
            if (mark.Success && (fence is null || mark.Groups["mark"].Value.StartsWith(fence, StringComparison.Ordinal)))
            {
                (fence, language) = fence is null ? (mark.Groups["mark"].Value, mark.Groups["language"].Value) : (null, "");
                if (language == "yaml") yaml.Add("");
                continue;
            }

            if (fence is not null)
            {
                if (language is "sh" or "console") code.Add(Prompt().Replace(line, ""));
                if (language == "yaml") yaml[^1] += line + "\n";
                continue;
            }

            code.AddRange(Span().Matches(line).Select(m => m.Groups["code"].Value.Trim()));
            if (Heading().Match(line) is { Success: true } heading) AddSlug(anchors, heading.Groups["text"].Value);
            anchors.UnionWith(Id().Matches(line).Select(m => m.Groups["id"].Value));
            links.AddRange(Link().Matches(Span().Replace(line, "code")).Select(m => (number, m.Groups["target"].Value)));
        }

        return new(path, links, anchors, code, yaml);
    }

    /// <summary>Fails with all faults at once and in full: whoever mends a page wants the whole list.</summary>
    /// <param name="faults">A line for each.</param>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var list = faults.ToList();
        Assert.True(list.Count == 0, $"not there:\n{string.Join('\n', list)}");
    }

    private static MarkdownPage Read(FileInfo file) =>
        Parse(System.IO.Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), File.ReadLines(file.FullName));

    private static IEnumerable<FileInfo> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Concat(folder.EnumerateDirectories().Where(d => d.Name is not ("artifacts" or "bin" or "obj") && d.Name[0] != '.').SelectMany(Find));

    // GitHub's names of headings: lower case, letters, digits, dashes and underlines; the second of one name gets -1.
    private static void AddSlug(HashSet<string> anchors, string heading)
    {
        var shown = Link().Replace(heading, m => m.Groups["text"].Value).Trim().ToLowerInvariant();
        var slug = string.Concat(shown.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ')).Replace(' ', '-');
        for (var (name, n) = (slug, 1); !anchors.Add(name); n++) name = FormattableString.Invariant($"{slug}-{n}");
    }

    [GeneratedRegex(@"^\s*(?<mark>`{3,}|~{3,})(?<language>\w*)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*\$ ")]
    private static partial Regex Prompt();

    [GeneratedRegex(@"(?<ticks>`+)(?<code>(?:(?!\k<ticks>).)+)\k<ticks>")]
    private static partial Regex Span();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex("<a (?:id|name)=\"(?<id>[^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\((?<target>[^()\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();
}

using System.Text.RegularExpressions;

namespace ModelMonitor.Metrics;

/// <summary>Reads the <c>sidecar</c> section of a preset file. Strict, as what it lets through runs in other people's pods.</summary>
internal static partial class SidecarParser
{
    private const int MaxItems = 64;
    private const int MaxText = 1024;

    public static SidecarPreset Parse(PresetNode node)
    {
        if (node.Map().TryGetValue("cannot", out var cannot))
        {
            node.Map("cannot");
            return new() { Cannot = Line(cannot) };
        }

        var fields = node.Map(
            "image", "port", "command", "args", "shell", "env", "resources", "runAsUser", "readOnlyRoot", "capabilities", "privileged", "hostPaths", "needs", "needsClaims", "cannot");
        var hasShell = fields.TryGetValue("shell", out var shell) && shell.Flag();
        var command = ListOf(fields, "command", Line);
        if (hasShell && command.Count == 0) throw shell.Wrong("command is missing: with a shell the program is started again when it ends, so that it must be known");
        var (cpu, memory) = ResourcesOf(node.Required(fields, "resources"));
        return new()
        {
            Image = ImageOf(node.Required(fields, "image")),
            Port = (int)node.Required(fields, "port").Whole(1, 65535),
            Command = command,
            Args = ListOf(fields, "args", Line),
            HasShell = hasShell,
            Environment = fields.TryGetValue("env", out var env) ? EnvironmentOf(env) : new Dictionary<string, string>(),
            Cpu = cpu,
            Memory = memory,
            RunAsUser = fields.TryGetValue("runAsUser", out var user) ? user.Whole(0, int.MaxValue) : new SidecarPreset().RunAsUser,
            HasReadOnlyRoot = !fields.TryGetValue("readOnlyRoot", out var root) || root.Flag(),
            Capabilities = ListOf(fields, "capabilities", n => Matching(n, Capability(), "a Linux capability without CAP_ is expected, such as SYS_ADMIN")),
            IsPrivileged = fields.TryGetValue("privileged", out var privileged) && privileged.Flag(),
            HostPaths = ListOf(fields, "hostPaths", PathOf),
            Needs = fields.TryGetValue("needs", out var needs) ? Line(needs) : null,
            NeedsClaims = fields.TryGetValue("needsClaims", out var claims) && claims.Flag(),
        };
    }

    private static string ImageOf(PresetNode node) => ImageReference.IsPinned(node.Text()) ? node.Text() : throw node.Wrong(ImageReference.Expected);

    private static (string Cpu, string Memory) ResourcesOf(PresetNode node)
    {
        var fields = node.Map("cpu", "memory");
        var (cpu, memory) = (node.Required(fields, "cpu"), node.Required(fields, "memory"));
        if (!ResourceQuantity.IsCpu(cpu.Text())) throw cpu.Wrong("1m to 64 cores are expected, such as 100m");
        if (!ResourceQuantity.IsMemory(memory.Text())) throw memory.Wrong("4Mi to 64Gi are expected, such as 512Mi");
        return (cpu.Text(), memory.Text());
    }

    private static Dictionary<string, string> EnvironmentOf(PresetNode node)
    {
        var variables = node.Map();
        if (variables.Count > MaxItems) throw node.Wrong($"at most {MaxItems} are expected");
        foreach (var (name, value) in variables)
            if (!VariableName().IsMatch(name)) throw value.Wrong("a variable's name is expected: letters, digits and _, no digit first");
        return variables.ToDictionary(v => v.Key, v => Line(v.Value));
    }

    private static List<string> ListOf(Dictionary<string, PresetNode> fields, string name, Func<PresetNode, string> of)
    {
        if (!fields.TryGetValue(name, out var node)) return [];
        var items = node.List();
        return items.Count <= MaxItems ? [.. items.Select(of)] : throw node.Wrong($"at most {MaxItems} are expected");
    }

    // A folder of the node, and neither its root nor a way back to it.
    private static string PathOf(PresetNode node)
    {
        var path = Matching(node, AbsolutePath(), "an absolute path of a folder is expected");
        return path.Length <= MaxText && !path.Split('/').Any(part => part is "." or "..") ? path : throw node.Wrong("an absolute path without . and .. is expected");
    }

    private static string Line(PresetNode node)
    {
        var text = node.Text();
        return text.Length <= MaxText && !text.Any(char.IsControl) ? text : throw node.Wrong($"one line of at most {MaxText} characters is expected");
    }

    private static string Matching(PresetNode node, Regex form, string expected) => form.IsMatch(node.Text()) ? node.Text() : throw node.Wrong(expected);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^(?!CAP_|ALL\z)[A-Z][A-Z0-9_]{1,31}\z")]
    private static partial Regex Capability();

    [GeneratedRegex(@"^(/[A-Za-z0-9._-]+)+\z")]
    private static partial Regex AbsolutePath();
}

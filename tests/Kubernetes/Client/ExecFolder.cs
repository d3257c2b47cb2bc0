using System.Globalization;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

/// <summary>A folder with a kubeconfig whose user is given by a shell script of the test's.</summary>
internal sealed class ExecFolder : IDisposable
{
    /// <summary>Stands for everything secret: it must show up nowhere.</summary>
    public const string Canary = "s3cret-canary";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes a script that can be run by its path.</summary>
    public static void WriteProgram(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>How often the script has begun.</summary>
    public int Runs => File.Exists(PathOf("runs")) ? File.ReadAllLines(PathOf("runs")).Length : 0;

    /// <summary>The configuration of a user whom this script gives; <c>$HERE</c> is the folder.</summary>
    public ClientConfig Config(string script, Uri? server = null, TimeProvider? time = null, string more = "", string cluster = "")
    {
        Write("plugin.sh", $"HERE='{_folder.Path}'\necho run >> \"$HERE/runs\"\n{script}\n");
        var path = Write("config", $$$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster:
                server: "{{{server?.ToString() ?? "https://a.example"}}}"
            {{{cluster}}}
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: sh
                  interactiveMode: Never
                  args: ["{{{PathOf("plugin.sh")}}}", "{{{Canary}}} and more"]
                  env: [{name: SECRET, value: "{{{Canary}}}"}]
            {{{more}}}
            """);
        return ClientConfig.Load(path, time: time) with { RequestTimeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>What a script prints to give a credential.</summary>
    public static string Answer(string status) =>
        $$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{status}}}""";

    /// <summary>A script that gives the token <c>token-1</c> on its first run, then <c>token-2</c>.</summary>
    public static string Numbered(DateTimeOffset? expires = null)
    {
        var until = expires is { } e ? $",\"expirationTimestamp\":\"{e.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\"" : "";
        var answer = Answer("{\"token\":\"token-$N\"" + until + "}");
        return $"N=$(($(wc -l < \"$HERE/runs\")))\ncat <<END\n{answer}\nEND";
    }

    /// <summary>A script that prints a text as it is.</summary>
    public string Printing(string text)
    {
        Write("answer", text);
        return "cat \"$HERE/answer\"";
    }
}

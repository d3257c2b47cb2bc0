using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes;

public sealed class ExecTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ExecFolder _folder = new();
    // The programs' clock alone: requests have the system's.
    private readonly ManualTime _time = new();
    private TestServer _server = null!;

    // Says back by which token it was asked.
    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync((context, _) =>
        TestServer.WriteAsync(context, 200, $$"""{"gitVersion":"{{context.Request.Headers.Authorization}}"}"""));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_is_kept_until_it_expires()
    {
        using var client = Client(ExecFolder.Numbered(_time.GetUtcNow().AddHours(1)));
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("Bearer token-2", await client.GetVersionAsync());
        Assert.Equal(2, _folder.Runs);
    }

    [Fact]
    public async Task A_token_without_an_end_is_kept()
    {
        using var client = Client(ExecFolder.Numbered());
        await client.GetVersionAsync();
        _time.Advance(TimeSpan.FromDays(300));
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
    }

    [Fact]
    public async Task A_request_is_sent_once_more_with_the_new_token_after_401()
    {
        await using var server = await TestServer.StartAsync((context, _) => TestServer.WriteAsync(
            context, context.Request.Headers.Authorization == "Bearer token-2" ? 200 : 401, """{"gitVersion":"v1"}"""));
        using var client = Client(ExecFolder.Numbered(), server);
        Assert.Equal("v1", await client.GetVersionAsync());
        Assert.Equal("v1", await client.GetVersionAsync());
        Assert.Equal(
            ["Bearer token-1", "Bearer token-2", "Bearer token-2"], server.Requests.Select(r => r.Headers.Authorization.ToString()));
    }

    [Fact]
    public async Task A_credential_refused_twice_is_replaced_once()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(async (context, number) =>
        {
            var good = context.Request.Headers.Authorization == "Bearer token-2";
            if (!good && number == 1) await late.Task.WaitAsync(Patience);
            await TestServer.WriteAsync(context, good ? 200 : 401, """{"gitVersion":"v1"}""");
        });
        using var client = Client(ExecFolder.Numbered(), server);
        var slow = client.GetVersionAsync();
        await Eventually.TrueAsync("the first is under way", () => Task.FromResult(!server.Requests.IsEmpty), Patience);
        await client.GetVersionAsync();
        late.SetResult();
        await slow;
        Assert.Equal(2, _folder.Runs);
    }

    [Fact]
    public async Task All_who_ask_at_once_share_one_run_and_one_who_gives_up_does_not_end_it()
    {
        using var client = Client($"while [ ! -e \"$HERE/go\" ]; do sleep 0.02; done\n{ExecFolder.Numbered()}");
        using var stop = new CancellationTokenSource();
        var gone = client.GetVersionAsync(stop.Token);
        var others = Enumerable.Range(0, 20).Select(_ => client.GetVersionAsync()).ToList();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _folder.Write("go", "");
        Assert.All(await Task.WhenAll(others).WaitAsync(Patience), token => Assert.Equal("Bearer token-1", token));
        Assert.Equal(1, _folder.Runs);
    }

    [Fact]
    public async Task The_program_gets_its_arguments_variables_and_word_of_the_cluster_but_no_input()
    {
        var script = $"""
            cat > "$HERE/input"
            for a in "$@"; do printf '<%s>' "$a"; done > "$HERE/arguments"
            printf '%s' "$SECRET" > "$HERE/variable"
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$HERE/info"
            {ExecFolder.Numbered()}
            """;
        using var client = new KubernetesClient(_folder.Config(script, _server.Address, more: "      provideClusterInfo: true", cluster: """
                proxy-url: ''
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: me}}]
            """));
        await client.GetVersionAsync();
        Assert.Equal("", _folder.Read("input"));
        Assert.Equal($"<{ExecFolder.Canary} and more>", _folder.Read("arguments"));
        Assert.Equal(ExecFolder.Canary, _folder.Read("variable"));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$$"""
                {
                  "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                  "spec": {
                    "interactive": false,
                    "cluster": {"server": "{{{_server.Address}}}", "proxy-url": "", "config": {"audience": "me"}}
                  }
                }
                """),
            JsonNode.Parse(_folder.Read("info"))));
    }

    [Fact]
    public async Task Without_being_asked_for_the_cluster_is_not_told()
    {
        using var client = Client($"printf '%s' \"$KUBERNETES_EXEC_INFO\" > \"$HERE/info\"\n{ExecFolder.Numbered()}");
        await client.GetVersionAsync();
        Assert.DoesNotContain("cluster", _folder.Read("info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_says_much_on_its_error_channel_is_not_stuck()
    {
        using var client = Client($"head -c 500000 /dev/zero >&2\n{ExecFolder.Numbered()}");
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed()
    {
        using var client = Client("echo $$ > \"$HERE/pid\"\nexec sleep 600");
        var run = client.GetVersionAsync();
        var pid = await PidAsync("pid");
        _time.Advance(ExecCredentialSource.Deadline);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => run.WaitAsync(Patience));
        Assert.Contains("did not end within 60 s", fault.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync("the program is gone", () => Task.FromResult(!Directory.Exists($"/proc/{pid}")), Patience);
    }

    [Fact]
    public async Task A_child_that_keeps_its_pipes_open_delays_nobody_beyond_the_deadline()
    {
        using var client = Client("sleep 600 & echo $! > \"$HERE/pid\"");
        var run = client.GetVersionAsync();
        using var child = Process.GetProcessById(await PidAsync("pid"));
        try
        {
            _time.Advance(ExecCredentialSource.Deadline);
            await Assert.ThrowsAsync<KubernetesException>(() => run.WaitAsync(Patience));
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_kubeconfigs_folder()
    {
        ExecFolder.WriteProgram(_folder.PathOf("bin/give"), $"#!/bin/sh\nexec sh '{_folder.PathOf("plugin.sh")}'\n");
        _folder.Config(ExecFolder.Numbered(), _server.Address);
        using var client = new KubernetesClient(Edited("command: sh", "command: bin/give"));
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
    }

    [Fact]
    public async Task A_missing_program_is_named_with_the_hint_how_to_get_it()
    {
        _folder.Config("", more: "      installHint: Get it at example.dev.");
        using var client = new KubernetesClient(Edited("command: sh", "command: not-there"));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.EndsWith("exec command 'not-there': there is no such program. Get it at example.dev.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("user 'u'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_lies_in_the_folder_of_the_day_only_is_not_taken()
    {
        var here = Path.Combine(Environment.CurrentDirectory, "exec-test-program");
        try
        {
            ExecFolder.WriteProgram(here, "#!/bin/sh\n");
            _folder.Config("");
            using var client = new KubernetesClient(Edited("command: sh", "command: exec-test-program"));
            var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
            Assert.Contains("no such program", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    public async Task A_new_client_certificate_is_shown_on_new_connections_and_the_same_one_keeps_them()
    {
        var certificates = new TestCertificates();
        await using var server = await TestServer.StartAsync(
            (context, _) => TestServer.WriteAsync(
                context, 200, $$"""{"gitVersion":"{{context.Connection.ClientCertificate?.Subject}} {{context.Connection.Id}}"}"""),
            certificates.Issue("127.0.0.1"),
            https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        var config = _folder.Config(_folder.Printing(Identity("one")), server.Address, _time);
        using var client = new KubernetesClient(config with { CertificateAuthority = certificates.Roots });
        var first = await client.GetVersionAsync();
        Assert.StartsWith("CN=one ", first, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(first, await client.GetVersionAsync());
        Assert.Equal(2, _folder.Runs);
        _folder.Write("answer", Identity("two"));
        Assert.StartsWith("CN=two ", await client.GetVersionAsync(), StringComparison.Ordinal);

        // Expired at once: each request runs the program again.
        string Identity(string name)
        {
            var certificate = certificates.Issue(name);
            return ExecFolder.Answer(new JsonObject
            {
                ["clientCertificateData"] = certificate.ExportCertificatePem(),
                ["clientKeyData"] = certificate.GetECDsaPrivateKeyPem(),
                ["expirationTimestamp"] = _time.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture),
            }.ToJsonString());
        }
    }

    [Theory]
    [InlineData("true", "printed no ExecCredential")]
    [InlineData("echo '{\"s3cret-canary\": s3cret-canary}'", "printed no ExecCredential")]
    [InlineData("echo '{\"kind\":\"s3cret-canary\"}'", "another kind")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"s3cret-canary\"}'", "another apiVersion")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "without a status")]
    [InlineData("status {}", "neither token nor")]
    [InlineData("status {\"clientCertificateData\":\"s3cret-canary\"}", "go together")]
    [InlineData("status {\"clientKeyData\":\"s3cret-canary\",\"token\":\"s3cret-canary\"}", "go together")]
    [InlineData("status {\"clientKeyData\":\"s3cret-canary\",\"clientCertificateData\":\"s3cret-canary\"}", "no certificate with its key")]
    [InlineData("status {\"token\":\"s3cret-canary\",\"expirationTimestamp\":\"s3cret-canary\"}", "printed no ExecCredential")]
    [InlineData("status {\"token\":\"s3cret-canary\\n\"}", "characters that no header can carry")]
    [InlineData("echo s3cret-canary; echo s3cret-canary >&2; exit 7", "ended with 7; its error text")]
    [InlineData("yes s3cret-canary", "printed more than 1048576 bytes")]
    public async Task A_program_that_fails_is_named_and_nothing_secret_is_told(string script, string part)
    {
        const string status = "status ";
        if (script.StartsWith(status, StringComparison.Ordinal)) script = _folder.Printing(ExecFolder.Answer(script[status.Length..]));
        using var logs = new LogFile();
        var config = _folder.Config(script);
        using var client = new KubernetesClient(config, loggers: logs);
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync());
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("get version: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ExecFolder.Canary, fault.ToString() + config + config.Exec + logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: client.authentication.k8s.io/v1", "apiVersion: client.authentication.k8s.io/v1alpha1", "exec.apiVersion")]
    [InlineData("command: sh", "command: ''", "exec.command is missing")]
    [InlineData("interactiveMode: Never", "interactiveMode: Always", "no terminal")]
    [InlineData("interactiveMode: Never", "interactiveMode: ''", "exec.interactiveMode is missing")]
    [InlineData("interactiveMode: Never", "interactiveMode: Perhaps", "none of Never")]
    [InlineData("args: [", "args: [1.10, ", "exec.args holds something that is not text")]
    [InlineData("env: [", "env: [{name: A}, ", "exec.env holds something that is not text")]
    [InlineData("    exec:", "    token: s3cret-canary\n    exec:", "exec together with")]
    public void What_is_wrong_with_the_entry_is_said_when_it_is_read(string good, string bad, string part)
    {
        _folder.Config("");
        var fault = Assert.Throws<ClientConfigException>(() => Edited(good, bad));
        Assert.Contains("user 'u'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ExecFolder.Canary, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_before_asks_for_no_mode_and_is_answered_in_its_own()
    {
        _folder.Config(ExecFolder.Numbered().Replace("io/v1", "io/v1beta1", StringComparison.Ordinal), _server.Address);
        Assert.Throws<ClientConfigException>(() => Edited("interactiveMode: Never", ""));
        _folder.Write("config", _folder.Read("config").Replace("io/v1", "io/v1beta1", StringComparison.Ordinal));
        using var client = new KubernetesClient(Edited("interactiveMode: Never", ""));
        Assert.Equal("Bearer token-1", await client.GetVersionAsync());
    }

    private KubernetesClient Client(string script, TestServer? server = null) =>
        new(_folder.Config(script, (server ?? _server).Address, _time));

    /// <summary>The configuration with a change in its text.</summary>
    private ClientConfig Edited(string text, string other)
    {
        var edited = _folder.Read("config").Replace(text, other, StringComparison.Ordinal);
        return ClientConfig.Load(_folder.Write("config", edited), time: _time);
    }

    private Task<int> PidAsync(string file) => Eventually.GetAsync(
        "the program runs",
        () => Task.FromResult(File.Exists(_folder.PathOf(file)) && _folder.Read(file) is [.., '\n'] text ? text : null),
        Patience).ContinueWith(t => int.Parse(t.Result, CultureInfo.InvariantCulture), TaskScheduler.Default);
}

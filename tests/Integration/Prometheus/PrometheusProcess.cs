using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>A real Prometheus on a free loopback port, with its data in a temporary folder; ended by its process when disposed.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly StringBuilder _log;
    private readonly HttpClient _http = new();

    private PrometheusProcess(Process process, DirectoryInfo folder, StringBuilder log, string url)
    {
        (_process, _folder, _log, Url) = (process, folder, log, url);
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public string Url { get; }

    /// <param name="configuration">A prometheus.yml.</param>
    /// <param name="history">Samples that it holds from the start, as OpenMetrics with timestamps; null: none.</param>
    /// <param name="rules">A rules.yml beside it; null for none.</param>
    /// <param name="data">Folder with blocks; null for an empty one of its own.</param>
    /// <param name="arguments">Further arguments.</param>
    public static async Task<PrometheusProcess> StartAsync(string configuration, string? history = null, string? rules = null, string? data = null, params string[] arguments)
    {
        var program = Find("prometheus") ?? throw new InvalidOperationException(
            "these tests need a real Prometheus: install it (Debian: apt-get install --no-install-recommends prometheus) so that `prometheus` is on the PATH");
        var folder = Directory.CreateTempSubdirectory("prometheus");
        var file = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(file, configuration);
        if (rules is not null) await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yml"), rules);
        if (history is not null)
        {
            var samples = Path.Combine(folder.FullName, "history.txt");
            await File.WriteAllTextAsync(samples, history);
            await Command.RunAsync(Find("promtool")!, ["tsdb", "create-blocks-from", "openmetrics", samples, $"{folder.FullName}/data"]);
        }

        var port = FreePort();
        var log = new StringBuilder();
        var process = Process.Start(new ProcessStartInfo(
            program,
            [$"--config.file={file}", $"--storage.tsdb.path={data ?? Path.Combine(folder.FullName, "data")}", $"--web.listen-address=127.0.0.1:{port}", .. arguments])
        {
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        var prometheus = new PrometheusProcess(process, folder, log, $"http://127.0.0.1:{port}");
        try
        {
            await Eventually.TrueAsync("Prometheus is ready", prometheus.IsReadyAsync, TimeSpan.FromSeconds(60));
            return prometheus;
        }
        catch (Exception e)
        {
            await prometheus.DisposeAsync();
            lock (log) throw new InvalidOperationException($"Prometheus did not start:\n{log}", e);
        }
    }

    /// <summary>The single number that a query gives by Prometheus' own reckoning, or null.</summary>
    public async Task<double?> NumberAsync(string query)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync($"{Url}/api/v1/query?query={Uri.EscapeDataString(query)}"));
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        if (result.GetArrayLength() != 1) return null;
        return double.Parse(result[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The answer of one of its addresses, as text.</summary>
    public Task<string> GetAsync(string path) => _http.GetStringAsync(Url + path);

    /// <summary>What a query gives at a time: the status and, in a fixed order, every part of the answer as JSON; or the error.</summary>
    /// <param name="query">PromQL.</param>
    /// <param name="seconds">Unix time of the evaluation.</param>
    public async Task<(bool IsWell, string ErrorType, IReadOnlyList<string> Results)> AnswerAsync(string query, long seconds)
    {
        using var form = new FormUrlEncodedContent([new("query", query), new("time", $"{seconds}")]);
        using var response = await _http.PostAsync($"{Url}/api/v1/query", form);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = answer.RootElement;
        if (root.GetProperty("status").GetString() != "success") return (false, root.GetProperty("errorType").GetString()!, [root.GetProperty("error").GetString()!]);
        return (true, "", [.. root.GetProperty("data").GetProperty("result").EnumerateArray().Select(r => r.GetRawText()).Order(StringComparer.Ordinal)]);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"Prometheus ended with code {_process.ExitCode}");
        using var answer = await _http.GetAsync($"{Url}/-/ready");
        return answer.IsSuccessStatusCode;
    }

    private void Kill(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

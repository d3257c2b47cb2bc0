using System.CommandLine;
using System.Globalization;
using ModelMonitor.Metrics;
using ModelMonitor.Resources;

namespace ModelMonitor.Cli.Backtest.Input;

/// <summary>Reads the load from wherever the command line says.</summary>
/// <param name="options">The options.</param>
/// <param name="given">Their values.</param>
/// <param name="time">The clock.</param>
/// <param name="handler">Carries requests to Prometheus instead of sockets, in tests; or null.</param>
internal sealed class HistoryReader(BacktestOptions options, ParseResult given, TimeProvider time, HttpMessageHandler? handler)
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMinutes(1);

    /// <exception cref="InputException">There is no usable load.</exception>
    public async Task<LoadHistory> ReadAsync(V1Alpha1ModelMonitor monitor, IList<string> notes, CancellationToken cancellationToken)
    {
        var (csv, url) = (given.GetValue(options.Csv), given.GetValue(options.Prometheus));
        if (csv is null == url is null) throw new InputException("backtest", "needs the load: give exactly one of --csv and --prometheus");
        if (csv is not null) return LoadCsv.Read(csv);

        var (range, step) = (DurationOf(options.Range, LoadHistory.MaxLength), DurationOf(options.Step, TimeSpan.FromHours(1)));
        if (step.Ticks % TimeSpan.TicksPerSecond != 0) throw new InputException("--step", "must be whole seconds");
        if (range < step) throw new InputException("--range", "must be longer than --step");
        var settings = new PrometheusOptions
        {
            Name = url!,
            Url = url!,
            BearerTokenFile = given.GetValue(options.BearerTokenFile),
            CaFile = given.GetValue(options.CaFile),
            Timeout = QueryTimeout,
            AllowLoopback = true,
        };
        if (settings.FindFault() is { } fault) throw new InputException("--prometheus", fault.Problem);
        using var client = Connect(settings);
        var requests = given.GetValue(options.RequestsQuery);
        if (requests is null)
        {
            (requests, var whyNot) = HistoryQueries.Requests(monitor, EngineCatalog.LoadEmbedded(), step > LeastWindow ? step : LeastWindow);
            if (requests is null) throw new InputException("--requests-query", whyNot!);
        }

        var replicas = given.GetValue(options.ReplicasQuery) ?? HistoryQueries.Replicas(monitor);
        var history = await new PrometheusHistory(client).ReadAsync(requests, replicas, EndOf(), range, step, cancellationToken);
        if (!history.KnowsReplicas && replicas is not null) notes.Add($"What was really running is not known: {replicas} gave nothing.");
        return history;
    }

    private PrometheusClient Connect(PrometheusOptions settings)
    {
        try
        {
            return new(settings, time, handler);
        }
        catch (ArgumentException e)
        {
            throw new InputException("--ca-file", e.Message);
        }
    }

    private DateTimeOffset EndOf()
    {
        if (given.GetValue(options.End) is not { } text) return time.GetUtcNow();
        return LoadCsv.TryParseTime(text, out var end) ? end : throw new InputException("--end", $"'{text}' is not RFC 3339, such as 2026-03-01T12:00:00Z");
    }

    private TimeSpan DurationOf(Option<string> option, TimeSpan most)
    {
        var text = given.GetValue(option)!;
        return LongDuration.TryParse(text, out var duration) && duration >= TimeSpan.FromSeconds(1) && duration <= most
            ? duration
            : throw new InputException(option.Name, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no duration from 1s to {most.TotalHours:0}h, such as 14d or 60s"));
    }
}

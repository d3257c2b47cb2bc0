using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>What metrics servers do wrong.</summary>
public static partial class SourceFaults
{
    private const string Head = """{"status":"success","data":{"resultType":"vector","result":[""";
    private const string Series = """{"metric":{"namespace":"x","pod":"y","le":"1"},"value":[1,"1"]},""";

    /// <summary>Takes the question and says nothing.</summary>
    public static Task Silence(FaultyExchange exchange) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Http.RequestAborted);

    /// <summary>Gives a right answer, a byte a second.</summary>
    public static async Task Drip(FaultyExchange exchange)
    {
        foreach (var letter in Encoding.UTF8.GetBytes(exchange.Healthy()))
        {
            await exchange.Http.Response.Body.WriteAsync(new[] { letter }, exchange.Http.RequestAborted);
            await exchange.Http.Response.Body.FlushAsync(exchange.Http.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, exchange.Http.RequestAborted);
        }
    }

    /// <summary>Cuts the connection.</summary>
    public static Task Abort(FaultyExchange exchange)
    {
        exchange.Http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Refuses.</summary>
    public static Func<FaultyExchange, Task> Status(int status, string body = "", string? retryAfter = null) => exchange =>
    {
        if (retryAfter is not null) exchange.Http.Response.Headers.RetryAfter = retryAfter;
        return exchange.AnswerAsync(body, status);
    };

    /// <summary>Sends elsewhere.</summary>
    public static Func<FaultyExchange, Task> Redirect(string to) => exchange =>
    {
        exchange.Http.Response.Headers.Location = to;
        return exchange.AnswerAsync("", 302);
    };

    /// <summary>Sends to a path of the same machine that counts as a stray.</summary>
    public static Task RedirectToStray(FaultyExchange exchange) => Redirect($"http://localhost:{exchange.Http.Connection.LocalPort}/stray")(exchange);

    /// <summary>Answers with something else.</summary>
    public static Func<FaultyExchange, Task> Body(string body) => exchange => exchange.AnswerAsync(body);

    /// <summary>Answers with an empty list, as if nothing were there.</summary>
    public static Task Nothing(FaultyExchange exchange) => exchange.AnswerAsync(Head + "]}}");

    /// <summary>Says beside a right answer that a part is missing.</summary>
    public static Task Warn(FaultyExchange exchange) =>
        exchange.AnswerAsync(exchange.Healthy().Replace("\"success\",", "\"success\",\"warnings\":[\"store 10.0.0.7 did not answer\"],", StringComparison.Ordinal));

    /// <summary>Puts something in the place of every value.</summary>
    /// <param name="json">JSON of the value.</param>
    public static Func<FaultyExchange, Task> Values(string json) => exchange => exchange.AnswerAsync(Value().Replace(exchange.Healthy(), $",{json}]"));

    /// <summary>Changes the value of one signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="change">Makes the new value of the old one and the number of the round.</param>
    public static Func<FaultyExchange, Task> Signal(string signal, Func<double, int, double> change) => exchange => exchange.AnswerAsync(
        Regex.Replace(exchange.Healthy(), $$"""("sig":"{{signal}}"},"value":\[[^,]*,")([^"]*)""", m =>
            m.Groups[1].Value + FormattableString.Invariant($"{change(double.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), exchange.Round):R}")));

    /// <summary>Gives every series a number of times.</summary>
    public static Func<FaultyExchange, Task> Repeat(int times) => exchange =>
    {
        var answer = exchange.Healthy();
        var all = answer[Head.Length..^3];
        return exchange.AnswerAsync(all.Length == 0 ? answer : $"{Head}{string.Join(',', Enumerable.Repeat(all, times))}]}}}}");
    };

    /// <summary>Says of every pod that its series are there twice, as a scrape by two jobs shows.</summary>
    public static Task ScrapedTwice(FaultyExchange exchange) =>
        exchange.AnswerAsync(exchange.Healthy().Replace("\"sig\":\"running\"", "\"sig\":\"duplicates\"", StringComparison.Ordinal));

    /// <summary>A native histogram in the place of every value.</summary>
    public static Task Histograms(FaultyExchange exchange) =>
        exchange.AnswerAsync(ValueOf().Replace(exchange.Healthy(), "\"histogram\":[1,{\"count\":\"1\",\"sum\":\"2\"}]"));

    /// <summary>Metrics are there and have no rate, as after a scrape that was missed.</summary>
    public static Task WithoutRates(FaultyExchange exchange)
    {
        var answer = exchange.Healthy();
        var series = OneSeries().Matches(answer).Select(m => m.Value).Where(s => !s.Contains("\"completed\"", StringComparison.Ordinal) && !s.Contains("\"le\"", StringComparison.Ordinal));
        return exchange.AnswerAsync($"{Head}{string.Join(',', series)}]}}}}");
    }

    /// <summary>Leaves the series of all pods but the first out.</summary>
    public static Task HalfOfThePods(FaultyExchange exchange)
    {
        var answer = exchange.Healthy();
        var series = OneSeries().Matches(answer).Select(m => m.Value).ToList();
        var first = series.Select(s => Pod().Match(s).Value).Distinct().Order(StringComparer.Ordinal).FirstOrDefault() ?? "none";
        return exchange.AnswerAsync($"{Head}{string.Join(',', series.Where(s => s.Contains(first, StringComparison.Ordinal)))}]}}}}");
    }

    /// <summary>Right answers and a fault take turns, round by round.</summary>
    public static Func<FaultyExchange, Task> EverySecond(Func<FaultyExchange, Task> fault) => exchange =>
        exchange.Round % 2 == 0 ? fault(exchange) : exchange.AnswerAsync(exchange.Healthy());

    /// <summary>An answer that does not end: 200 MB.</summary>
    public static async Task Flood(FaultyExchange exchange)
    {
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Series, 1000)));
        await exchange.Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Head), exchange.Http.RequestAborted);
        for (var sent = 0; sent < 200_000_000; sent += piece.Length) await exchange.Http.Response.Body.WriteAsync(piece, exchange.Http.RequestAborted);
    }

    /// <summary>10 MB that become 10 GB.</summary>
    public static async Task Bomb(FaultyExchange exchange)
    {
        exchange.Http.Response.Headers.ContentEncoding = "gzip";
        await exchange.Http.Response.Body.WriteAsync(Squeezed(Head), exchange.Http.RequestAborted);
        for (var sent = 0L; sent < 10_000_000_000; sent += SqueezedLength)
            await exchange.Http.Response.Body.WriteAsync(SqueezedSeries, exchange.Http.RequestAborted);
    }

    /// <summary>JSON 20,000 levels deep.</summary>
    public static Task Deep(FaultyExchange exchange) => exchange.AnswerAsync("{\"status\":\"success\",\"data\":" + new string('[', 20_000));

    private const long SqueezedLength = 100_000L * 64;

    private static readonly byte[] SqueezedSeries = Squeezed(string.Concat(Enumerable.Repeat(Series, 100_000)));

    // Members of a gzip file can stand one after another.
    private static byte[] Squeezed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    [GeneratedRegex(",\"[^\"]*\"\\]")]
    private static partial Regex Value();

    [GeneratedRegex("""
        "value":\[[^\]]*\]
        """)]
    private static partial Regex ValueOf();

    [GeneratedRegex("""\{"metric":\{[^}]*\},"value":\[[^\]]*\]\}""")]
    private static partial Regex OneSeries();

    [GeneratedRegex("\"pod\":\"[^\"]*\"")]
    private static partial Regex Pod();
}

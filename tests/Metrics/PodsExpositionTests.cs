using System.Text;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

/// <summary>The parser of pods' expositions. Beside a real Prometheus it stands in tests/Integration/Pods.</summary>
public class PodsExpositionTests
{
    private const string Pod =
        """
        # HELP vllm:num_requests_running Number of requests in model execution batches.
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{engine="0",model_name="llama"} 3.0
        # TYPE vllm:request_success_total counter
        vllm:request_success_total{engine="0",finished_reason="stop",model_name="llama"} 1.5e3 1700000000123
        http_bytes_count 7

        """;

    [Fact]
    public void Samples_are_handed_on_with_name_labels_value_and_own_time()
    {
        var samples = Read(Pod);
        Assert.Equal(
            [
                ("vllm:num_requests_running", "engine=0,model_name=llama", 3, null),
                ("vllm:request_success_total", "engine=0,finished_reason=stop,model_name=llama", 1500, 1700000000123),
                ("http_bytes_count", "", 7, null),
            ],
            samples);
    }

    [Fact]
    public void OpenMetrics_has_times_in_seconds_exemplars_that_are_dropped_and_an_end()
    {
        var samples = Read("# TYPE a counter\n# UNIT a \na_total{b=\"c\"} 5 1700000000.5 # {t=\"x\"} 0.1 1.5\na_created 1\n# EOF\n", openMetrics: true);
        Assert.Equal([("a_total", "b=c", 5, 1700000000500), ("a_created", "", 1, null)], samples);
    }

    [Fact]
    public void Names_in_quotes_are_names()
    {
        var samples = Read("{\"a.b\",\"c d\"=\"e\"} 1\n{f=\"g\",\"h\\\"i\"} 2\n");
        Assert.Equal([("a.b", "c d=e", 1, null), ("h\"i", "f=g", 2, null)], samples);
    }

    [Theory]
    [InlineData("a 1\n\nb x\n", "line 3: a value is no number")]
    [InlineData("a 1\nb{c=\"d\",c=\"e\"} 1\n", "line 2: a label name is there twice")]
    [InlineData("<!DOCTYPE html>\n", "line 1: a metric's name is expected")]
    [InlineData("a{b=\"c\"} 1 2 3\n", "line 1: there is more behind the sample")]
    public void A_mistake_is_told_with_its_line_and_none_of_its_text(string body, string expected) =>
        Assert.Equal(expected, Assert.Throws<ExpositionException>(() => Read(body)).Message);

    [Fact]
    public void An_OpenMetrics_answer_that_is_cut_off_is_not_taken_for_a_whole_one() =>
        Assert.Contains("cut off", Assert.Throws<ExpositionException>(() => Read("a 1\n", openMetrics: true)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_hundred_thousand_random_label_values_come_back_as_they_were()
    {
        var random = new Random(7);
        var text = new StringBuilder();
        string[] values = [.. Enumerable.Range(0, 100_000).Select(_ => Texts.Random(random))];
        foreach (var value in values) text.Append($"a{{b=\"{Render(value)}\"}} 1\n");
        var back = new List<string>();
        Read(Encoding.UTF8.GetBytes(text.ToString()), (_, labels, _, _) => back.Add(Encoding.UTF8.GetString(labels.Value(0))));
        Assert.Equal(values, back);
    }

    [Fact]
    public async Task It_makes_no_difference_how_the_bytes_arrive()
    {
        var samples = new List<(string, string, double, long?)>();
        await ExpositionReader.ReadAsync(new SingleByteStream(Encoding.UTF8.GetBytes(Pod)), Collect(ExpositionFormat.Text, samples), default);
        Assert.Equal(Read(Pod), samples);
    }

    [Fact]
    public async Task A_line_and_an_answer_have_a_size_that_is_not_exceeded()
    {
        var line = new EndlessStream("a{b=\"", "x");
        await Assert.ThrowsAsync<ExpositionTooLargeException>(() => ExpositionReader.ReadAsync(line, Collect(ExpositionFormat.Text, []), default));
        Assert.InRange(line.Given, ExpositionReader.MaxLineBytes, 3 * ExpositionReader.MaxLineBytes);
        var answer = new EndlessStream("", "# nothing at all\n");
        await Assert.ThrowsAsync<ExpositionTooLargeException>(() => ExpositionReader.ReadAsync(answer, Collect(ExpositionFormat.Text, []), default));
        Assert.InRange(answer.Given, ExpositionReader.MaxBytes, ExpositionReader.MaxBytes + (64 << 10));
    }

    [Fact]
    public void A_series_may_not_have_labels_without_end()
    {
        var labels = string.Join(',', Enumerable.Range(0, ExpositionLabels.MaxCount + 1).Select(i => $"l{i}=\"\""));
        Assert.Contains("more labels", Assert.Throws<ExpositionException>(() => Read($"a{{{labels}}} 1\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_a_line_allocates_nothing()
    {
        var parser = new ExpositionParser(ExpositionFormat.Text, static (_, _, _, _) => { });
        var line = "vllm:request_success_total{engine=\"0\",finished_reason=\"st\\\"op\",model_name=\"llama\"} 1.5e3 1700000000123"u8;
        for (var i = 0; i < 100; i++) parser.Line(line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) parser.Line(line);
        // An object has 24 bytes, so one a line would be ten times as much; the runtime takes some by itself when it compiles the loop anew.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24_000);
    }

    // As the format's specification says how a value is written.
    private static string Render(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static List<(string Name, string Labels, double Value, long? Time)> Read(string body, bool openMetrics = false)
    {
        var samples = new List<(string, string, double, long?)>();
        var parser = Collect(openMetrics ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text, samples);
        ReadLines(Encoding.UTF8.GetBytes(body), parser);
        return samples;
    }

    private static void Read(byte[] body, ExpositionSampleHandler onSample) => ReadLines(body, new(ExpositionFormat.Text, onSample));

    private static void ReadLines(byte[] body, ExpositionParser parser) =>
        ExpositionReader.ReadAsync(new MemoryStream(body), parser, default).GetAwaiter().GetResult();

    private static ExpositionParser Collect(ExpositionFormat format, List<(string, string, double, long?)> samples) => new(format, (name, labels, value, time) =>
    {
        var texts = Enumerable.Range(0, labels.Count).Select(i => $"{Encoding.UTF8.GetString(labels.Name(i))}={Encoding.UTF8.GetString(labels.Value(i))}");
        samples.Add((Encoding.UTF8.GetString(name), string.Join(',', texts), value, time));
    });
}

using ModelMonitor.Cli.Backtest.Input;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class LoadCsvTests
{
    [Fact]
    public void Columns_are_found_by_their_names_and_others_are_left_alone()
    {
        var history = LoadCsv.Parse("note,requests_per_second,time,replicas,cv,input_tokens,output_tokens\nx,2.5,0,3,1.5,1000,200\nx,4,60,,,,\n", "load.csv");
        Assert.Equal(new LoadRow(TimeSpan.Zero, 2.5) { Replicas = 3, Variation = 1.5, InputTokens = 1000, OutputTokens = 200 }, history.Rows[0]);
        Assert.Equal(new LoadRow(TimeSpan.FromSeconds(60), 4), history.Rows[1]);
        Assert.Equal(TimeSpan.FromSeconds(120), history.Length);
        Assert.Null(history.Start);
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")]
    [InlineData("2026-03-01T13:00:00+01:00", "2026-03-01T13:01:00.000+01:00")]
    [InlineData("2026-03-01 12:00:00", "2026-03-01 12:01:00")]
    [InlineData("1772366400", "1772366460")]
    [InlineData("\"1772366400.0\"", "\"1772366460\"")]
    public void Times_of_the_calendar_are_read(string first, string second)
    {
        var history = LoadCsv.Parse($"time,requests_per_second\n{first},1\n{second},1\n", "load.csv");
        Assert.Equal(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), history.Start);
        Assert.Equal(TimeSpan.FromMinutes(1), history.Step);
    }

    [Theory]
    [InlineData("", "load.csv:1: has no column time; the first line names the columns, separated by commas: time, requests_per_second, replicas, cv, input_tokens, output_tokens")]
    [InlineData("time;requests_per_second\n1;2\n", "load.csv:1: has no column time")]
    [InlineData("time,rps\n1,2\n", "load.csv:1: has no column requests_per_second")]
    [InlineData("time,requests_per_second,time\n1,2,3\n", "load.csv:1: the column time is there twice")]
    [InlineData("time,requests_per_second\n0,1\n60,many\n", "load.csv:3: column requests_per_second: 'many' is no number from 0 to 1000000; leave it empty where nothing is known")]
    [InlineData("time,requests_per_second\n0,1\n60,-1\n", "load.csv:3: column requests_per_second: '-1' is no number")]
    [InlineData("time,requests_per_second\n0,1\n60,Infinity\n", "load.csv:3: column requests_per_second: 'Infinity' is no number")]
    [InlineData("time,requests_per_second,replicas\n0,1,2\n\n60,1,x\n", "load.csv:4: column replicas: 'x' is no number")]
    [InlineData("time,requests_per_second\nyesterday,1\n", "load.csv:2: column time: 'yesterday' is neither seconds nor RFC 3339, such as 2026-03-01T12:00:00Z")]
    [InlineData("time,requests_per_second\n12:30,1\n", "load.csv:2: column time: '12:30' is neither")]
    [InlineData("time,requests_per_second\n-5,1\n", "load.csv:2: column time: '-5' is neither")]
    [InlineData("time,requests_per_second\n1e300,1\n", "load.csv:2: column time: '1e300' is neither")]
    [InlineData("time,requests_per_second\n,1\n", "load.csv:2: column time: is missing")]
    [InlineData("time,requests_per_second\n60,1\n60,1\n", "load.csv:3: column time: is not later than the row before; sort the rows by time")]
    [InlineData("time,requests_per_second\n0,1\n2026-03-01T12:00:00Z,1\n", "load.csv:3: column time: is a date, and the first row's is not; use one form")]
    [InlineData("time,requests_per_second\n0,1\n", "load.csv: has fewer than 2 rows")]
    [InlineData("time,requests_per_second\n0,\n60,NaN\n", "load.csv: knows no load at all")]
    [InlineData("time,requests_per_second\n0,1\n9000000,1\n", "load.csv: is longer than 92 days")]
    public void A_bad_table_is_refused_with_line_column_and_fix(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => LoadCsv.Parse(text, "load.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<InputException>(() => LoadCsv.Read("/nowhere/load.csv"));
        Assert.Equal("/nowhere/load.csv: no such file", error.Message);
    }

    [Fact]
    public void Missing_rows_and_empty_cells_are_outages_with_the_load_on_a_straight_line()
    {
        var history = LoadCsv.Parse("time,requests_per_second\n0,1\n10,2\n20,2\n60,6\n70,6\n80,\n90,\n100,10\n", "load.csv");
        Assert.Equal([Span(30, 60), Span(80, 100)], history.Outages);
        var rates = history.Rates(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 2, 2, 2, 3.333, 4.667, 6, 6, 6, 8, 10], rates.Select(r => Math.Round(r, 3)));
    }

    [Fact]
    public void A_load_that_is_unknown_at_both_ends_goes_on_as_it_was()
    {
        var history = LoadCsv.Parse("time,requests_per_second\n0,\n10,3\n20,4\n30,\n", "load.csv");
        Assert.Equal([Span(0, 10), Span(30, 40)], history.Outages);
        Assert.Equal([3, 3, 4, 4], history.Rates(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("14d", 14 * 24 * 3600)]
    [InlineData("1d12h", 36 * 3600)]
    [InlineData("90s", 90)]
    [InlineData("0d", 0)]
    public void Durations_may_have_days(string text, double seconds)
    {
        Assert.True(LongDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("1d2")]
    [InlineData("99999d")]
    [InlineData("14")]
    public void Other_durations_are_none(string text) => Assert.False(LongDuration.TryParse(text, out _));

    private static (TimeSpan, TimeSpan) Span(double from, double to) => (TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));
}

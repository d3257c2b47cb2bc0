using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics.Custom;

/// <summary>What of custom queries is accepted, what is refused with which words, and what becomes of the placeholders.</summary>
public class CustomQueryTests
{
    public static TheoryData<string> Legal => new(LegalQueries.All);

    [Theory]
    [MemberData(nameof(Legal))]
    public void Legal_queries_of_many_kinds_are_accepted(string text) => Assert.Null(CustomQuery.Parse(text).Error);

    [Theory]
    // Every selector is bound to the namespace.
    [InlineData("up", "line 1, column 1: the metric up would be read of all namespaces: write up{$selector}")]
    [InlineData("sum(rate(http_requests_total[5m]))", "write http_requests_total{$selector}")]
    [InlineData("up{$selector} + up", "line 1, column 17: the metric up would")]
    [InlineData("up{}", "write up{$selector}")]
    [InlineData("up{job=\"a\"}", "write up{$selector} with the other matchers after a comma")]
    [InlineData("{__name__=\"up\"}", "column 1: the selector would read all namespaces: write {$selector}")]
    [InlineData("up{job=\"$selector\"}", "would read all namespaces")]
    [InlineData("up{job='x,$selector'}", "would read all namespaces")]
    [InlineData("up{job=`$pods`}", "would read all namespaces")]
    [InlineData("up{namespace=\"a\"}", "would read all namespaces")]
    [InlineData("up{job=\"a\" #,$selector\n}", "would read all namespaces")]
    [InlineData("up #{$selector}", "would be read of all namespaces")]
    [InlineData("up{$selector or namespace=\"b\"}", "'or' inside braces is not PromQL")]
    [InlineData("up{namespace=\"b\" OR $selector}", "'or' inside braces")]
    [InlineData("up{$selector} or up{namespace=\"b\"}", "would read all namespaces")]
    [InlineData("$selector", "$selector stands inside braces")]
    [InlineData("up{$selector=\"x\"}", "',' is missing before '='")]
    [InlineData("up{x=$selector}", "a text in quotes")]
    [InlineData("up{$selectors}", "only $selector and $pods")]
    [InlineData("up{$namespace}", "only $selector and $pods")]
    [InlineData("up{\"$selector\"}", "inside braces stand matchers")]
    [InlineData("{\"up\",$selector}", "inside braces stand matchers")]
    [InlineData("up{$selector,__name__=\"x\"}", "the metric's name stands before the braces already")]
    // Words are metrics where an expression stands.
    [InlineData("sum", "after sum come parentheses")]
    [InlineData("by{$selector}", "the word 'by' stands where a metric")]
    [InlineData("sum(offset)", "the word 'offset' stands")]
    [InlineData("rate", "the metric rate would be read of all namespaces")]
    [InlineData("count_values", "after count_values come parentheses")]
    // Functions.
    [InlineData("info(up{$selector})", "there is no function info")]
    [InlineData("Rate(up{$selector}[5m])", "there is no function Rate")]
    [InlineData("union(up{$selector})", "there is no function union")]
    [InlineData("WITH (x = up{$selector}) x", "the word 'WITH' stands")]
    [InlineData("with (x = up) x{$selector}", "the word 'with' stands")]
    [InlineData("rate(up{$selector})", "rate needs a range here, like up{$selector}[5m]")]
    [InlineData("abs(up{$selector}[5m])", "abs needs an instant vector here, not a range")]
    [InlineData("rate(up{$selector}[5m], 1)", "rate takes 1 arguments, and here are 2")]
    [InlineData("round()", "round takes 1 to 2 arguments")]
    [InlineData("histogram_quantile(\"0.9\", up{$selector})", "histogram_quantile needs a number here")]
    [InlineData("label_replace(up{$selector}, a, b, c, d)", "the metric a would be read")]
    [InlineData("label_replace(up{$selector}, 1, \"\", \"\", \"\")", "label_replace needs a text in quotes here")]
    [InlineData("topk(up{$selector})", "topk takes 2 arguments")]
    [InlineData("sum by (a) (up{$selector}) by (b)", "'by' is one too many here")]
    [InlineData("sum(1)", "sum needs an instant vector here")]
    // Times.
    [InlineData("up{$selector} @ 0", "@ is not allowed")]
    [InlineData("up{$selector} @ start()", "@ is not allowed")]
    [InlineData("rate(up{$selector}[5m] @ end())", "@ is not allowed")]
    [InlineData("up{$selector} offset -5m", "an offset into the future is not allowed")]
    [InlineData("up{$selector} offset 8d", "offset may be 7d at most")]
    [InlineData("up{$selector} offset 5m offset 5m", "offset stands once")]
    [InlineData("(up{$selector}) offset 5m", "offset stands once, directly after")]
    [InlineData("rate(up{$selector}[25h])", "a range may be 24h at most")]
    [InlineData("rate(up{$selector}[1d1s])", "a range may be 24h at most")]
    [InlineData("rate(up{$selector}[9y])", "a range may be 24h at most")]
    [InlineData("rate(up{$selector}[0s])", "a range must be longer than 0")]
    [InlineData("rate(up{$selector}[300])", "a duration with its unit")]
    [InlineData("rate(up{$selector}[5m1h])", "this is no number and no duration")]
    [InlineData("rate(up{$selector}[5x])", "this is no number and no duration")]
    [InlineData("max_over_time(up{$selector}[1h:])", "a subquery needs its step")]
    [InlineData("max_over_time(up{$selector}[1h:14s])", "a subquery's step must be at least 15s")]
    [InlineData("max_over_time(up{$selector}[25h:1m])", "a range may be 24h at most")]
    [InlineData("max_over_time(max_over_time(up{$selector}[1h:1m])[1h:1m])", "there is a subquery inside a subquery")]
    [InlineData("rate(up{$selector} offset 5m [5m])", "a range stands directly after a selector's braces")]
    [InlineData("rate((up{$selector})[5m])", "a range stands directly after a selector's braces")]
    [InlineData("rate(up{$selector}[5m #\n])", "a comment cannot stand inside square brackets")]
    // Operators and results.
    [InlineData("1 == 2", "two numbers are compared with bool")]
    [InlineData("up{$selector} and 1", "and stands between two instant vectors")]
    [InlineData("up{$selector} + up{$selector}[5m]", "+ stands between numbers and instant vectors")]
    [InlineData("up{$selector} + bool up{$selector}", "bool stands after comparisons only")]
    [InlineData("up{$selector} * on (a) group_left (a) up{$selector}", "the label a stands in on and in group_left")]
    [InlineData("up{$selector} and on (a) group_left up{$selector}", "group_left cannot stand with and, or, unless")]
    [InlineData("up{$selector} * group_left up{$selector}", "group_left stands after on (...) or ignoring (...)")]
    [InlineData("1 + on (a) up{$selector}", "on and ignoring stand between two instant vectors only")]
    [InlineData("up{$selector} default 0", "'default' is one too many here")]
    [InlineData("up{$selector} if up{$selector}", "'if' is one too many here")]
    [InlineData("up{$selector}[5m]", "the query gives ranges of samples")]
    [InlineData("scalar(up{$selector})", "the query gives a plain number; write vector(...) around it")]
    [InlineData("\"text\"", "the query gives a text")]
    [InlineData("up{$selector} up{$selector}", "'up' is one too many here")]
    [InlineData("up{$selector}; up", "the character ';' has no place")]
    [InlineData("up{$selector}\\", "the character '\\' has no place")]
    [InlineData("up{$selector} ä", "the character 'ä' has no place")]
    [InlineData("(up{$selector}", "')' is missing before the end")]
    [InlineData("up{$selector", "',' is missing before the end")]
    [InlineData("up{,$selector}", "inside braces stand matchers")]
    [InlineData("up{$selector}\n  + \n  up", "line 3, column 3: the metric up")]
    [InlineData("", "the query is empty")]
    [InlineData("# only a comment", "the query is empty")]
    // Texts.
    [InlineData("up{$selector,a=\"b}", "is not closed by \"")]
    [InlineData("up{$selector,a=\"\n\"}", "is not closed by \"")]
    [InlineData("up{$selector,a=\"\\'\"}", "has an escape that PromQL does not know")]
    [InlineData("up{$selector,a=\"\\ud800\"}", "has an escape")]
    [InlineData("up{$selector,a=\"\u0000\"}", "control character U+0000")]
    [InlineData("up{$selector}\r", "control character U+000D")]
    [InlineData("up{$selector}\u0085", "control character U+0085")]
    [InlineData("up{$selector,a=\"\ufffd\"}", "the text is broken here")]
    [InlineData("1e", "this is no number")]
    [InlineData("0x", "this is no number")]
    [InlineData("1_000", "this is no number")]
    [InlineData("up{$selector} > 1e970", "this number is too large")]
    public void What_is_refused_is_told_with_its_place_and_the_fix(string text, string words)
    {
        var (query, error) = CustomQuery.Parse(text);
        Assert.Null(query);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.StartsWith("line ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_text_long_text_and_deep_text_are_refused()
    {
        Assert.Contains("broken", CustomQuery.Parse("up{$selector,a=\"\ud800\"}").Error, StringComparison.Ordinal);
        Assert.Null(CustomQuery.Parse("up{$selector}".PadRight(2048)).Error);
        Assert.Contains("2,048", CustomQuery.Parse("up{$selector}".PadRight(2049)).Error, StringComparison.Ordinal);
        var deep = new string('(', 1000) + "up{$selector}" + new string(')', 1000);
        Assert.Contains("nested too deep", CustomQuery.Parse(deep).Error, StringComparison.Ordinal);
        Assert.Contains("nested too deep", CustomQuery.Parse(new string('-', 1000) + "up{$selector}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Placeholders_become_matchers_and_everything_else_stays_as_it_is()
    {
        var query = Accepted("# $pods\nsum(up{ $selector , a=\"$selector\"} # $selector\n) / sum(up{$pods})");
        Assert.True(query.NeedsPods);
        Assert.Equal(
            "# $pods\nsum(up{ namespace=\"llm\" , a=\"$selector\"} # $selector\n) / sum(up{namespace=\"llm\",pod=~\"chat-0|chat-1\\\\.x\"})",
            query.Render("llm", ["chat-1.x", "chat-0"]));
    }

    [Fact]
    public void Without_pods_a_query_about_pods_is_not_rendered()
    {
        Assert.Throws<ArgumentException>(() => Accepted("up{$pods}").Render("llm", []));
        Assert.Equal("up{namespace=\"llm\"}", Accepted("up{$selector}").Render("llm", []));
        Assert.False(Accepted("up{$selector}").NeedsPods);
    }

    [Fact]
    public void Whatever_the_values_are_PromQL_reads_back_exactly_them()
    {
        var random = new Random(4);
        var query = Accepted("a{$selector} + b{$pods,x=\"y\"}");
        for (var i = 0; i < 100_000; i++)
        {
            var (ns, pods) = (Texts.Random(random), new[] { Texts.Random(random), Texts.Random(random) });
            var rendered = new PromQlText(query.Render(ns, pods));
            rendered.Expect("a{namespace=");
            Assert.Equal(ns, rendered.ReadString());
            rendered.Expect("} + b{namespace=");
            Assert.Equal(ns, rendered.ReadString());
            rendered.Expect(",pod=~");
            Assert.Equal(pods.Order(StringComparer.Ordinal), PromQlText.Alternatives(rendered.ReadString()));
            rendered.Expect(",x=\"y\"}");
            rendered.ExpectEnd();
        }
    }

    [Fact]
    public void Any_text_is_accepted_or_refused_in_words_and_nothing_else_happens()
    {
        var random = new Random(5);
        var accepted = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var (query, error) = CustomQuery.Parse(LegalQueries.Mutated(random));
            Assert.True(query is null != error is null);
            if (query is null) continue;
            accepted++;
            Assert.NotEmpty(query.Render("a", ["p"]));
        }

        Assert.InRange(accepted, 1_000, 99_000);
    }

    private static CustomQuery Accepted(string text)
    {
        var (query, error) = CustomQuery.Parse(text);
        Assert.Null(error);
        return query!;
    }
}

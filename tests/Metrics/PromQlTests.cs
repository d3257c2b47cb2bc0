using System.Text;
using System.Text.RegularExpressions;
using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Metrics;

public class PromQlTests
{
    [Fact]
    public void Every_text_is_read_back_as_it_was()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var text = Texts.Random(random);
            Assert.Equal(text, Unquote(PromQl.Quote(text)));
        }
    }

    [Fact]
    public void Any_of_matches_each_text_and_nothing_else()
    {
        var random = new Random(2);
        for (var i = 0; i < 2_000; i++)
        {
            string[] texts = [Texts.Random(random), Texts.Random(random), "a.b"];
            var regex = new Regex($@"\A(?:{Unquote(PromQl.QuoteAnyOf(texts))})\z", RegexOptions.CultureInvariant);
            Assert.All(texts, t => Assert.Matches(regex, t));
            Assert.DoesNotMatch(regex, "axb");
        }
    }

    // Reads a double-quoted PromQL string as its lexer does: it ends at the first bare quote, and may hold no line break.
    private static string Unquote(string quoted)
    {
        Assert.Equal('"', quoted[0]);
        var text = new StringBuilder();
        for (var i = 1; ; i++)
        {
            if (quoted[i] == '"')
            {
                Assert.Equal(quoted.Length - 1, i);
                return text.ToString();
            }

            Assert.NotEqual('\n', quoted[i]);
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
                continue;
            }

            i++;
            text.Append(quoted[i] switch
            {
                'n' => '\n',
                '\\' or '"' => quoted[i],
                var c => throw new FormatException($"unknown escape {c}"),
            });
        }
    }
}

using System.Text;

namespace ModelMonitor.Tests.Metrics.Custom;

/// <summary>Reads PromQL as its lexer does, as far as the tests need it; written from the language's definition, not from the code under test.</summary>
internal sealed class PromQlText(string text)
{
    private int _at;

    public void Expect(string part)
    {
        Assert.True(text.AsSpan(_at).StartsWith(part), $"no {part} at {_at} of {text}");
        _at += part.Length;
    }

    public void ExpectEnd() => Assert.Equal(text.Length, _at);

    /// <summary>A double-quoted string: it ends at the first bare quote, and may hold no line break.</summary>
    public string ReadString()
    {
        Expect("\"");
        var value = new StringBuilder();
        for (; text[_at] != '"'; _at++)
        {
            Assert.NotEqual('\n', text[_at]);
            if (text[_at] != '\\')
            {
                value.Append(text[_at]);
                continue;
            }

            _at++;
            value.Append(text[_at] switch
            {
                'n' => '\n',
                '\\' or '"' => text[_at],
                var c => throw new FormatException($"unknown escape {c}"),
            });
        }

        _at++;
        return value.ToString();
    }

    /// <summary>The texts that a regular expression without any operator but | matches.</summary>
    public static IEnumerable<string> Alternatives(string regex)
    {
        var alternative = new StringBuilder();
        for (var i = 0; i < regex.Length; i++)
        {
            if (regex[i] == '|')
            {
                yield return alternative.ToString();
                alternative.Clear();
                continue;
            }

            if (regex[i] == '\\') i++;
            else Assert.DoesNotContain(regex[i], ".+*?()[]{}^$");
            alternative.Append(regex[i]);
        }

        yield return alternative.ToString();
    }
}

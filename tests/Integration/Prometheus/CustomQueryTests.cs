using ModelMonitor.Metrics;

namespace ModelMonitor.Tests.Integration.Prometheus;

/// <summary>What the guard accepts, asked of a real Prometheus in the name of namespace a.</summary>
public sealed class CustomQueryTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private const int Wanted = 5_000;

    [Fact]
    public async Task Without_the_guard_the_other_namespace_shows()
    {
        var (alone, both) = await AskAsync("sum(temperature)");
        Assert.NotEqual(alone.Results, both.Results);
        (alone, both) = await AskAsync("sum(temperature{namespace=\"a\"})");
        Assert.Equal(Assert.Single(alone.Results), Assert.Single(both.Results));
    }

    [Fact]
    public async Task Every_legal_query_is_one_for_Prometheus_too_and_reads_its_own_namespace_only()
    {
        var answered = 0;
        foreach (var text in LegalQueries.All) answered += await CheckAsync(text) ? 1 : 0;
        // Most find something: a query without an answer proves little.
        Assert.InRange(answered, LegalQueries.All.Count * 7 / 10, LegalQueries.All.Count);
    }

    [Fact]
    public async Task Whatever_edits_make_of_a_query_what_is_accepted_reads_its_own_namespace_only()
    {
        var random = new Random(6);
        var seen = new HashSet<string>(LegalQueries.All);
        var (accepted, answered) = (0, 0);
        while (accepted < Wanted)
        {
            var text = LegalQueries.Mutated(random);
            if (!seen.Add(text) || CustomQuery.Parse(text).Query is null) continue;
            accepted++;
            if (await CheckAsync(text)) answered++;
        }

        TestContext.Current.SendDiagnosticMessage($"{seen.Count} texts, {accepted} accepted, {answered} of them with an answer");
        Assert.InRange(answered, Wanted / 8, Wanted);
    }

    /// <returns>Whether there was any series in the answer.</returns>
    private async Task<bool> CheckAsync(string text)
    {
        var (query, error) = CustomQuery.Parse(text);
        Assert.True(error is null, $"{text}: {error}");
        var (alone, both) = await AskAsync(query!.Render("a", ["p0", "p1"]));
        // Regular expressions are the source's own business.
        var isWell = both.ErrorType != "bad_data" || both.Results[0].Contains("error parsing regexp", StringComparison.Ordinal);
        Assert.True(isWell, $"{text}: {string.Join(' ', both.Results)}");
        Assert.Equal((text, alone.IsWell, alone.ErrorType), (text, both.IsWell, both.ErrorType));
        Assert.True(alone.Results.SequenceEqual(both.Results), $"{text}:\n{string.Join('\n', alone.Results)}\nwith b:\n{string.Join('\n', both.Results)}");
        return both.IsWell && both.Results.Count > 0;
    }

    private async Task<((bool IsWell, string ErrorType, IReadOnlyList<string> Results) Alone, (bool IsWell, string ErrorType, IReadOnlyList<string> Results) Both)> AskAsync(string promQl) =>
        (await tenants.Alone.AnswerAsync(promQl, TwoTenants.At), await tenants.Both.AnswerAsync(promQl, TwoTenants.At));
}

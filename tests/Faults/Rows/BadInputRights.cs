using System.Text.RegularExpressions;
using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>What the rows about rights look at.</summary>
internal static class BadInputRights
{
    /// <summary>Lines of the operator's log above Information that match.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="pattern">A regular expression.</param>
    public static int Lines(FaultStage stage, string pattern) => stage.A.Process.ReadLog().Split('\n')
        .Count(l => (l.Contains("\"warn\"", StringComparison.Ordinal) || l.Contains("\"error\"", StringComparison.Ordinal)) && Regex.IsMatch(l, pattern));

    /// <summary>Waits until the log has so many lines of a kind.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="count">How many.</param>
    public static Task ToldAsync(FaultStage stage, string pattern, int count) =>
        Eventually.TrueAsync($"the log says '{pattern}'", () => Task.FromResult(Lines(stage, pattern) >= count), Deadlines.Step);

    /// <summary>Why the operator is not ready; null when it is.</summary>
    /// <param name="stage">The stage.</param>
    public static async Task<string?> NotReadyAsync(FaultStage stage)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(stage.A.Process.ProbesAddress, "/readyz"));
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync();
    }
}

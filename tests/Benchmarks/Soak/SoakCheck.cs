namespace ModelMonitor.Tests.Benchmarks.Soak;

/// <summary>One line of the soak's table.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Bar">What must hold.</param>
/// <param name="Found">What was found.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record SoakCheck(string What, string Bar, string Found, bool Holds);

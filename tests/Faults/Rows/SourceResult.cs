namespace ModelMonitor.Tests.Faults.Rows;

/// <summary>What came of one row.</summary>
/// <param name="Conditions">The monitor's conditions at the end of the fault: type, status, reason, message.</param>
/// <param name="Replicas">Replicas of its Deployment then.</param>
/// <param name="ScaleWrites">Scale requests about it until then.</param>
/// <param name="Told">Conditions in every status that was written while the fault lasted, the clock not yet moved: type and status.</param>
/// <param name="Rounds">Rounds of questions in that time.</param>
/// <param name="Asked">Requests that its server got from the beginning of the fault on.</param>
/// <param name="IsWellAgain">Whether every indicator was known again after the fault.</param>
public sealed record SourceResult(
    IReadOnlyList<(string Type, string Status, string Reason, string Message)> Conditions,
    int? Replicas,
    int ScaleWrites,
    IReadOnlyList<(string Type, string Status)> Told,
    int Rounds,
    int Asked,
    bool IsWellAgain);

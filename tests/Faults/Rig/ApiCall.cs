namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>One request, as <see cref="ApiTally"/> keeps it.</summary>
/// <param name="Answered">When it was answered, by the API server's clock.</param>
/// <param name="Verb">get, list, watch, create, patch, …</param>
/// <param name="Resource">Resource and subresource, for example <c>modelmonitors/status</c>; <c>discovery</c> for none.</param>
/// <param name="Namespace">Namespace; empty when there is none.</param>
/// <param name="Name">Name; empty for a list.</param>
/// <param name="Code">HTTP status of the answer.</param>
/// <param name="ShowsReady">Whether it left a monitor whose condition Ready is True.</param>
public readonly record struct ApiCall(
    DateTimeOffset Answered, string Verb, string Resource, string Namespace, string Name, int Code, bool ShowsReady)
{
    /// <summary>Whether it writes.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";
}

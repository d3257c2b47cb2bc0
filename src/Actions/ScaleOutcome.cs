namespace ModelMonitor.Actions;

/// <summary>What became of a scale request.</summary>
public enum ScaleOutcome
{
    /// <summary>The target has the wanted replicas: the server said so, or a second look showed it.</summary>
    Applied,

    /// <summary>The target changed since it was decided on; nothing was written. Look and decide again.</summary>
    Conflict,

    /// <summary>The target is gone; nothing was written.</summary>
    Gone,

    /// <summary>The right to scale it is missing; nothing was written.</summary>
    Forbidden,

    /// <summary>The account that acts in the target's namespace lacks the right to scale it; nothing was written.</summary>
    ActorForbidden,

    /// <summary>Not sent: what it was decided for is not wanted any more.</summary>
    Superseded,

    /// <summary>The server refused the request; nothing was written.</summary>
    Refused,

    /// <summary>No answer, and a second look showed that it was not carried out yet, or could not be had: it may still be on its way.</summary>
    NotConfirmed,
}

namespace ModelMonitor.Kubernetes;

/// <summary>Lets writes pass while this process leads, and gives each of them up before another process may lead.</summary>
/// <remarks>
/// <para><b>Guarantees.</b> A write that passes has at least <see cref="Least"/> of the term before it, and
/// <see cref="LeaderElectionOptions.WriteTimeout"/> to end: together with the term's deadline that is less than the lease's
/// duration.</para>
/// <para><b>Assumptions.</b> Clocks of leader and successor run at rates that differ by less than LeaseDuration / RenewDeadline,
/// client-go's own assumption.</para>
/// <para><b>Caveats.</b> It cannot recall what the server already has, nor hold a request of a process that is stopped right between
/// the check and the sending. For those there are resourceVersion and uid in the write.</para>
/// </remarks>
/// <param name="elector">Who knows the term.</param>
/// <param name="time">The elector's clock.</param>
public sealed class LeadershipFence(LeaderElector elector, TimeProvider time) : IWriteFence
{
    /// <summary>With less than this left, a write is not begun.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public TimeSpan Pass()
    {
        var left = elector.Term?.Remaining(time) ?? TimeSpan.Zero;
        return left >= Least ? elector.Options.WriteTimeout : throw new LeadershipLostException(
            $"not sent: {elector.Options.Identity} {(left <= TimeSpan.Zero ? "does not lead" : $"leads only for another {left.TotalSeconds:0.0} s")}");
    }
}

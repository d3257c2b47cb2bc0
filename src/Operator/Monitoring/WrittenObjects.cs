using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Operator.Monitoring;

/// <summary>Objects of one type that belong to monitors: applied where they differ, deleted where they are not wanted.</summary>
/// <remarks>
/// <b>Guarantees</b>: an object without the monitor's owner reference is never touched; nothing is written while content and object agree,
/// also after a restart; server errors are logged once and tried again, never thrown. <b>Assumptions</b>: calls for one key do not overlap.
/// <b>Caveats</b>: a change by another hand is found at the next look, within <see cref="Recheck"/> and a half.
/// </remarks>
/// <typeparam name="T">The type.</typeparam>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed class WrittenObjects<T>(KubernetesClient client, TimeProvider time, ILogger logger)
    where T : class, IWrittenObject<T>
{
    /// <summary>Annotation with the hash of what was applied: what is not wanted any more can't be told from what others added.</summary>
    private const string HashAnnotation = "modelmonitor.dev/content";

    /// <summary>Content that is not wanted.</summary>
    private const string Nothing = "";

    /// <summary>How old a look at an object may be, give or take a half, so that the looks of many spread.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromHours(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    // A right, or what stands in the way, changes by a person's hand.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(5);

    private readonly ResourceClient<T> _objects = client.Resource<T>();
    private readonly ConcurrentDictionary<ObjectKey, Seen> _seen = new();

    /// <summary>Drops what is remembered of an object.</summary>
    public void Forget(ObjectKey key) => _seen.TryRemove(key, out _);

    /// <summary>Drops everything: the type is not served any more, and with it all objects are gone.</summary>
    public void Clear() => _seen.Clear();

    /// <summary>Makes an object as it is wanted.</summary>
    /// <param name="key">The object, in its owner's namespace.</param>
    /// <param name="owner">The monitor that it belongs to.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="spec">Its spec; null when it is not wanted.</param>
    /// <param name="mayCreate">Whether it is made where it is missing; else only one that is there is kept up to date.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<WrittenState> EnsureAsync(
        ObjectKey key, V1Alpha1ModelMonitor owner, IDictionary<string, string> labels, JsonObject? spec, bool mayCreate, CancellationToken cancellationToken)
    {
        var wanted = spec is null ? null : ContentOf(key, owner, labels, spec);
        var hash = wanted is null ? Nothing : HashOf(wanted);
        _seen.TryGetValue(key, out var seen);
        if (seen is not null && seen.Owner == owner.Metadata.Uid && !IsDue(seen) && IsSettled(seen, hash, mayCreate)) return seen.State;
        try
        {
            var state = await LookAndWriteAsync(key, owner, wanted, hash, mayCreate, cancellationToken);
            Keep(state, null, state switch
            {
                WrittenState.Foreign => AfterRefusal,
                // What is not there and not wanted stays so: nobody else gives it our owner reference.
                WrittenState.Absent => Timeout.InfiniteTimeSpan,
                _ => Recheck * (0.5 + Random.Shared.NextDouble()),
            });
            if (state == WrittenState.Foreign && seen?.State != state)
                logger.LogWarning("{Kind} {Key} is not of ModelMonitor {Owner}: it is left alone, and none is written", T.Resource.Kind, key, owner.Metadata.Name);
            return state;
        }
        catch (KubernetesException e)
        {
            // Another was faster, or deleted it: look again.
            var isRace = e.IsConflict || e.IsNotFound;
            var isRefusal = e.IsForbidden || e.IsInvalid;
            if (!isRace && seen?.Failure != e.Message && (wanted is not null || !e.IsForbidden))
                logger.LogWarning("{Kind} {Key} is not as it should be: {Message}", T.Resource.Kind, key, e.Message);
            var failed = e.IsForbidden ? WrittenState.Forbidden : WrittenState.Failed;
            Keep(failed, e.Message, isRefusal ? AfterRefusal : AfterFailure);
            return failed;
        }

        void Keep(WrittenState state, string? failure, TimeSpan lookAfter) =>
            _seen[key] = new(owner.Metadata.Uid, state == WrittenState.Absent ? Nothing : hash, state, failure, time.GetTimestamp(), lookAfter);
    }

    private static bool IsSettled(Seen seen, string hash, bool mayCreate) => seen.Hash == hash || (seen.State == WrittenState.Absent && !mayCreate);

    private bool IsDue(Seen seen) => seen.LookAfter != Timeout.InfiniteTimeSpan && time.GetElapsedTime(seen.At) >= seen.LookAfter;

    private async Task<WrittenState> LookAndWriteAsync(
        ObjectKey key, V1Alpha1ModelMonitor owner, JsonObject? wanted, string hash, bool mayCreate, CancellationToken cancellationToken)
    {
        var live = await FindAsync(key, cancellationToken);
        var isOurs = live?.Metadata.OwnerReferences?.Any(o => o.Uid == owner.Metadata.Uid) == true;
        if (wanted is null)
        {
            // By its uid: one of the same name that somebody made meanwhile is another object.
            if (isOurs) await _objects.DeleteAsync(key, new Preconditions(live!.Metadata.Uid), cancellationToken);
            return WrittenState.Absent;
        }

        if (live is null && !mayCreate) return WrittenState.Absent;
        if (live is not null && !isOurs) return WrittenState.Foreign;
        if (live is not null && live.Metadata.Annotations?.TryGetValue(HashAnnotation, out var applied) == true && applied == hash
            && JsonSubset.Holds(wanted["spec"], live.Spec)) return WrittenState.Present;
        var metadata = wanted["metadata"]!.AsObject();
        metadata["annotations"] = new JsonObject { [HashAnnotation] = hash };
        if (live is not null) metadata["uid"] = live.Metadata.Uid;
        await _objects.PatchAsync(key, Patch.Apply(wanted.ToJsonString(), KubernetesClient.Agent, force: true), cancellationToken);
        return WrittenState.Present;
    }

    private async Task<T?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _objects.GetAsync(key, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private static JsonObject ContentOf(ObjectKey key, V1Alpha1ModelMonitor owner, IDictionary<string, string> labels, JsonObject spec) => new()
    {
        ["apiVersion"] = T.Resource.ApiVersion,
        ["kind"] = T.Resource.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = key.Name,
            ["namespace"] = key.Namespace,
            ["labels"] = new JsonObject(labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value))),
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = owner.ApiVersion,
                ["kind"] = owner.Kind,
                ["name"] = owner.Metadata.Name,
                ["uid"] = owner.Metadata.Uid,
                ["controller"] = true,
            }),
        },
        ["spec"] = spec,
    };

    private static string HashOf(JsonObject content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJsonString())))[..16];

    /// <summary>What was seen of an object last.</summary>
    /// <param name="Owner">Uid of its owner.</param>
    /// <param name="Hash">Hash of the content that was wanted; <see cref="Nothing"/> where none is there.</param>
    /// <param name="State">How it stood.</param>
    /// <param name="Failure">What the server said, or null.</param>
    /// <param name="At">When, as a time stamp.</param>
    /// <param name="LookAfter">How long that counts; infinite: until something else is wanted.</param>
    private sealed record Seen(string? Owner, string Hash, WrittenState State, string? Failure, long At, TimeSpan LookAfter);
}

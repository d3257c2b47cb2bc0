namespace ModelMonitor.Kubernetes;

/// <summary>One requirement on a label (<c>meta/v1.LabelSelectorRequirement</c>).</summary>
public sealed class LabelRequirement
{
    /// <summary><see cref="Operator"/>: the label has one of the values.</summary>
    public const string In = "In";

    /// <summary><see cref="Operator"/>: the label has none of the values, or is not there.</summary>
    public const string NotIn = "NotIn";

    /// <summary><see cref="Operator"/>: the label is there.</summary>
    public const string Exists = "Exists";

    /// <summary><see cref="Operator"/>: the label is not there.</summary>
    public const string DoesNotExist = "DoesNotExist";

    /// <summary>The label.</summary>
    public string Key { get; set; } = "";

    /// <summary>What it is asked for.</summary>
    public string Operator { get; set; } = "";

    /// <summary>Values of <see cref="In"/> and <see cref="NotIn"/>; null for the others.</summary>
    public IList<string>? Values { get; set; }

    /// <summary>Whether an object with these labels fulfils it; false for an operator of which nothing is known.</summary>
    /// <param name="labels">The object's labels; null counts as none.</param>
    public bool Matches(IDictionary<string, string>? labels)
    {
        string? value = null;
        var has = labels is not null && labels.TryGetValue(Key, out value);
        return Operator switch
        {
            In => has && Values?.Contains(value!) == true,
            NotIn => !has || Values?.Contains(value!) != true,
            Exists => has,
            DoesNotExist => !has,
            _ => false,
        };
    }
}

namespace ModelMonitor.Resources.Schema;

/// <summary>
/// A CEL rule that the API server checks (<c>x-kubernetes-validations</c>). Its run-time twin stands beside the rule's text in
/// <c>Resources/Rules</c>; both give the same message.
/// </summary>
/// <param name="cel">The rule; <c>self</c> is the value of the type or property that carries it.</param>
/// <param name="message">One line for a person: what is wrong and how to put it right.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class RuleAttribute(string cel, string message) : Attribute
{
    /// <summary>The rule in CEL.</summary>
    public string Cel { get; } = cel;

    /// <summary>One line for a person.</summary>
    public string Message { get; } = message;

    /// <summary>The field below <c>self</c> that is to blame, for example <c>.minReplicas</c>; null for <c>self</c> itself.</summary>
    public string? FieldPath { get; set; }

    /// <summary>
    /// <c>FieldValueInvalid</c>, <c>FieldValueForbidden</c>, <c>FieldValueRequired</c> or <c>FieldValueDuplicate</c>; null is the first.
    /// </summary>
    public string? Reason { get; set; }
}

using BackupTools.Abstractions;

namespace BackupTools.Notifications;

/// <summary>When a target is told of the end of a job.</summary>
public enum NotificationWhen
{
    /// <summary>When it fails for the first time, and when it succeeds again.</summary>
    Changes,

    /// <summary>Whenever it fails, and when it succeeds again.</summary>
    Failures,

    /// <summary>Always.</summary>
    Always,
}

/// <summary>
/// Somebody who is told what became of jobs. It shows no secret: addresses of webhooks have tokens in them, so only their host is shown.
/// </summary>
public sealed record NotificationTarget
{
    /// <summary>The kind: <c>webhook</c>, <c>slack</c>, <c>teams</c>, <c>discord</c>, <c>email</c>, <c>heartbeat</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it is told; a heartbeat always is.</summary>
    public NotificationWhen When { get; init; }

    /// <summary>The recipients of mail.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The sender of mail; null for the first recipient.</summary>
    public string? From { get; init; }

    /// <summary>The mail server's host; null where the kind has none.</summary>
    public string? Server { get; init; }

    /// <summary>The mail server's port; null for the usual one.</summary>
    public int? Port { get; init; }

    /// <summary>False only where mail may be sent without encryption.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>The user who logs in to the mail server; null for nobody.</summary>
    public string? UserName { get; init; }

    /// <summary>The address of a kind that has one, or a reference to it.</summary>
    internal string? Url { get; init; }

    /// <summary>A reference to the password of the user.</summary>
    internal string? Password { get; init; }

    /// <summary>A reference to the key that messages are signed with.</summary>
    internal string? Secret { get; init; }

    /// <summary>The target in words, without any secret: <c>slack at https://hooks.slack.com/…</c></summary>
    public string Display => Kind == "email"
        ? ShownText.Clean($"email to {string.Join(", ", To)}")
        : Uri.TryCreate(Url, UriKind.Absolute, out Uri? uri) && !SecretLookups.IsReference(Url) ? ShownText.Clean($"{Kind} at {uri.Scheme}://{uri.Authority}/…")
        : $"{Kind} at {ShownText.Clean(Url)}";

    /// <summary>Understands a target as a job's file writes it.</summary>
    /// <param name="mapping">Names and values: texts, numbers, switches, and lists of texts.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.NotificationTargetInvalid"/>, naming what is wrong.</exception>
    public static NotificationTarget Parse(IReadOnlyDictionary<string, object?> mapping) => NotificationParser.Parse(mapping);

    /// <inheritdoc/>
    public override string ToString() => Display;
}

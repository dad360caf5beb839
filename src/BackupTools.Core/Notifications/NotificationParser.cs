using System.Collections;
using System.Globalization;
using System.Net.Mail;
using BackupTools.Abstractions;

namespace BackupTools.Notifications;

/// <summary>Understands targets as jobs' files write them, and refuses what would be ignored.</summary>
internal static class NotificationParser
{
    private static readonly string[] WebKinds = ["webhook", "slack", "teams", "discord", "heartbeat"];
    private static readonly string[] MailNames = ["kind", "when", "to", "from", "server", "port", "tls", "user", "password"];

    public static NotificationTarget Parse(IReadOnlyDictionary<string, object?> mapping)
    {
        Dictionary<string, object?> given = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in mapping)
        {
            if (!given.TryAdd(name, value))
                throw Invalid($"A target of notifications has '{name}' twice.", "Give it once.");
        }

        string kind = (Text(given, "kind") ?? throw Invalid("A target of notifications names no kind.", $"Give kind: {string.Join(", ", WebKinds)} or email.")).ToLowerInvariant();
        string[] names = kind == "email" ? MailNames
            : kind == "webhook" ? ["kind", "when", "url", "secret"]
            : kind == "heartbeat" ? ["kind", "url"]
            : WebKinds.Contains(kind) ? ["kind", "when", "url"]
            : throw Invalid($"There is no kind of notification '{kind}'.", NameSuggestions.Remedy(kind, [.. WebKinds, "email"], ""));
        if (given.Keys.FirstOrDefault(k => !names.Contains(k.ToLowerInvariant())) is { } unknown)
            throw Invalid($"A target of the kind {kind} has no '{unknown}'.", $"It has: {string.Join(", ", names)}.");
        NotificationTarget target = new() { Kind = kind, When = When(Text(given, "when")) };
        return kind == "email" ? Mail(target, given) : target with
        {
            Url = Address(kind, Text(given, "url")),
            Secret = Reference(given, "secret"),
        };
    }

    /// <summary>The address itself where it is one that may be asked, as it was written.</summary>
    public static Uri ToUri(string kind, string text) =>
        text.Length <= 2048 && !text.Any(char.IsControl)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? uri
            : throw Invalid($"The address of {kind} is none that can be used.", "Give an address that begins with https:// or http:// and has no user in it.");

    private static string Address(string kind, string? text)
    {
        if (text is null)
            throw Invalid($"A target of the kind {kind} has no url.", "Give the address, or env: with the name of a variable that has it.");
        if (!SecretLookups.IsReference(text))
            ToUri(kind, text);
        return text;
    }

    private static NotificationTarget Mail(NotificationTarget target, Dictionary<string, object?> given)
    {
        IReadOnlyList<string> to = Texts(given, "to");
        string? from = Text(given, "from");
        string server = Text(given, "server") ?? throw Invalid("A target of the kind email has no server.", "Give the mail server's host.");
        if (to.Count is 0 or > 50)
            throw Invalid("A target of the kind email names no recipient, or more than 50.", "Give to: with one address or several.");
        foreach (string address in from is null ? to : [.. to, from])
        {
            if (address.Length > 320 || address.Any(char.IsControl) || !MailAddress.TryCreate(address, out _))
                throw Invalid($"'{address}' is no mail address.", "Give one such as dba@example.com.");
        }

        if (Uri.CheckHostName(server) == UriHostNameType.Unknown)
            throw Invalid($"'{server}' is no name of a mail server.", "Give a host's name or address; the port has a name of its own.");
        target = target with
        {
            To = to, From = from, Server = server, Port = Number(given, "port"), Tls = Switch(given, "tls", true), UserName = Text(given, "user"), Password = Reference(given, "password"),
        };
        if ((target.UserName is null) != (target.Password is null))
            throw Invalid("A target of the kind email has only one of user and password.", "Give both, or neither.");
        if (!target.Tls && target.Password is not null)
            throw Invalid("A password is not sent to a mail server without encryption.", "Leave out tls, or user and password.");
        return target;
    }

    private static NotificationWhen When(string? text) => text is null ? NotificationWhen.Changes
        : Enum.GetNames<NotificationWhen>().Any(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) ? Enum.Parse<NotificationWhen>(text, ignoreCase: true)
        : throw Invalid($"'{text}' does not say when to tell.", "Give changes, failures or always.");

    /// <summary>A secret stands in no file: only where it is found.</summary>
    private static string? Reference(Dictionary<string, object?> given, string name) => Text(given, name) is not { } text ? null
        : SecretLookups.IsReference(text) ? text
        : throw Invalid($"'{name}' is written out, and would be readable where it stands.", "Give env: and the name of a variable, or secret: and the name of a secret.");

    private static string? Text(Dictionary<string, object?> given, string name) => given.GetValueOrDefault(name) switch
    {
        null => null,
        string text when text.Trim().Length > 0 => text.Trim(),
        _ => throw Invalid($"'{name}' of a target of notifications is no text.", "Give a text."),
    };

    private static IReadOnlyList<string> Texts(Dictionary<string, object?> given, string name) => given.GetValueOrDefault(name) is IEnumerable list and not string
        ? [.. list.Cast<object?>().Select(i => i as string ?? throw Invalid($"'{name}' has something that is no text.", "Give texts."))]
        : Text(given, name) is { } one ? [one] : [];

    private static int? Number(Dictionary<string, object?> given, string name) => given.GetValueOrDefault(name) is not { } value ? null
        : int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out int number) && number is > 0 and < 65536 ? number
        : throw Invalid($"'{name}' of a target of notifications is no port.", "Give a number from 1 to 65535.");

    private static bool Switch(Dictionary<string, object?> given, string name, bool otherwise) => given.GetValueOrDefault(name) switch
    {
        null => otherwise,
        bool value => value,
        string text when bool.TryParse(text, out bool value) => value,
        _ => throw Invalid($"'{name}' of a target of notifications is neither true nor false.", "Give one of them."),
    };

    private static BackupException Invalid(string what, string remedy) => new(ErrorCode.NotificationTargetInvalid, what, remedy);
}

using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>What must be true of a request about users on every server.</summary>
internal static class UserRules
{
    /// <summary>Refuses what contradicts itself.</summary>
    public static void CheckAttributes(UserAttributes attributes)
    {
        if (attributes.Password is { Length: 0 })
            throw new BackupException(ErrorCode.InvalidArgument, "The password is empty, and nobody can log in with an empty one.", $"Give one with {Setting.Password}, or leave it out.");
        if (attributes.ConnectionLimit is < -1)
            throw new BackupException(ErrorCode.InvalidArgument, $"A limit of {attributes.ConnectionLimit} connections is not possible.", "Give a number from 0, or -1 for no limit.");
        if (attributes.MemberOf.Intersect(attributes.NotMemberOf, StringComparer.Ordinal).FirstOrDefault() is { } both)
            throw new BackupException(ErrorCode.InvalidArgument, $"The user is to become a member of '{both}' and to leave it.", "Say one of them.", both);
    }

    /// <summary>Refuses a removal that says two things of what the user owns.</summary>
    public static void CheckRemoval(UserRemoval request)
    {
        if (request.ReassignTo is not null && request.DropOwned)
            throw new BackupException(ErrorCode.InvalidArgument, "What the user owns is to be kept and to be dropped.", $"Give {Setting.ReassignTo} or {Setting.DropOwned}.");
        if (request.ReassignTo == request.Name)
            throw InheritsFromItself(request.Name);
    }

    /// <summary>The user is to get what it owns itself.</summary>
    public static BackupException InheritsFromItself(string name) => new(
        ErrorCode.InvalidArgument, $"'{name}' cannot keep what it owns when it is removed.", "Name another user.", name);

    /// <summary>There is no such user.</summary>
    public static BackupException NotFound(string name, DbConnectionInfo connection, IReadOnlyCollection<string> known) => new(
        ErrorCode.UserNotFound, $"'{connection.Display}' has no user '{name}'.",
        NameSuggestions.Remedy(name, known, "It has no users.", caseMatters: true), name);

    /// <summary>There is one already.</summary>
    public static BackupException Exists(string name, DbConnectionInfo connection) => new(
        ErrorCode.UserExists, $"'{connection.Display}' has a user '{name}' already.", "Choose another name, or change that one.", name);

    /// <summary>Refuses to take from oneself what it takes to give it back, and from the last superuser what makes it one.</summary>
    public static void RefuseWeakening(string name, bool isMe, bool isLastSuperuser)
    {
        if (isMe)
            throw Protected($"'{name}' is who makes this change, and could not take it back.", name);
        if (isLastSuperuser)
            throw Protected($"'{name}' is the last superuser who can log in.", name);
    }

    /// <summary>Refuses that somebody removes itself, or unasked the last superuser.</summary>
    public static void RefuseRemoval(string name, bool isMe, bool isLastSuperuser, bool force)
    {
        if (isMe)
            throw new BackupException(ErrorCode.UserProtected, $"'{name}' is who would remove it, and no user can remove itself.", "Connect as another user.", name);
        if (isLastSuperuser && !force)
            throw new BackupException(ErrorCode.UserProtected, $"'{name}' is the last superuser who can log in.", $"Make another one first, or use {Setting.Force} where that is meant.", name);
    }

    /// <summary>What a removal says of sessions that go on.</summary>
    public static string OpenSessions(string name, long sessions) =>
        $"'{name}' has {Figures.Count(sessions, "session")} open, which {(sessions == 1 ? "goes" : "go")} on.";

    private static BackupException Protected(string what, string name) => new(
        ErrorCode.UserProtected, what, $"Use another superuser, or {Setting.Force} where that is meant.", name);
}

using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What must be true of a request.</summary>
internal static class AccountRules
{
    private const int MaxHost = 255;

    /// <summary>A moment this much after a whole day counts as that day: some time passes between what is said and what is done.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Refuses what cannot be the name of an account.</summary>
    public static void CheckName(AccountName name, ServerVersion version)
    {
        int most = version.IsMariaDb ? 128 : 32;
        if (name.User.Length == 0 || name.User.EnumerateRunes().Count() > most || IsOdd(name.User))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name.User}' cannot be the name of a user of {version.Product}.",
                string.Create(CultureInfo.InvariantCulture, $"Give one of 1 to {most} characters, without spaces at its end."), name.User);
        }

        if (name.Host is { } host && (host.Length is 0 or > MaxHost || IsOdd(host) || host.Contains('@', StringComparison.Ordinal)))
            throw new BackupException(ErrorCode.InvalidArgument, $"'{host}' cannot be the host of a user.", "Give a host, an address, or a pattern of these such as %.", name.Text);
    }

    /// <summary>Refuses what the servers have not, and what contradicts itself.</summary>
    public static void CheckAttributes(UserAttributes attributes)
    {
        UserRules.CheckAttributes(attributes);
        if (attributes.BypassRls is not null)
            throw new BackupException(ErrorCode.InvalidArgument, "MySQL and MariaDB have no row security that a user could bypass.", "Leave it out.");
        if (attributes.ConnectionLimit == 0)
            throw new BackupException(ErrorCode.InvalidArgument, "A limit of 0 connections is no limit on MySQL and MariaDB.", $"Lock the user, or give a number from 1, or -1 for no limit.");
        if (attributes is { CanLogin: true, Locked: true } or { CanLogin: false, Locked: false })
            throw new BackupException(ErrorCode.InvalidArgument, "On MySQL and MariaDB who cannot log in is locked, and the user is to be the one and not the other.", "Say one of them.");
        if (attributes.Superuser == true && (attributes.CreateDatabase == false || attributes.CreateRole == false || attributes.Replication == false))
            throw new BackupException(ErrorCode.InvalidArgument, "A superuser has every privilege, and one is to be taken away.", "Say one of them.");
    }

    /// <summary>Refuses what a role of MariaDB cannot have.</summary>
    public static void CheckRole(UserAttributes attributes, string name)
    {
        if (attributes is { Password: null, ConnectionLimit: null, ValidUntil: null, Locked: null, CanLogin: null or false })
            return;
        throw new BackupException(
            ErrorCode.InvalidArgument, $"'{name}' is a role, and a role of MariaDB has no login, password, lock or limit.", "Make a user, and make it a member of the role.", name);
    }

    /// <summary>The clause that ends a password at a moment.</summary>
    /// <param name="end">The moment.</param>
    /// <param name="changed">When the password was set; null where it never was.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="warnings">Gets a sentence where it ends earlier.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the servers cannot do it.</exception>
    public static string PasswordEnd(DateTimeOffset end, DateTimeOffset? changed, DateTimeOffset now, List<string> warnings)
    {
        if (end == DateTimeOffset.MaxValue)
            return "PASSWORD EXPIRE NEVER";
        if (end <= now)
            return "PASSWORD EXPIRE";
        if (changed is not { } from)
            throw new BackupException(ErrorCode.InvalidArgument, "The user has no password that could end.", $"Give one with {Setting.Password}.");
        double days = Math.Floor((end + Tolerance - from).TotalDays);
        if (days < 1)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A password of MySQL and MariaDB ends a number of whole days after it was set, and the moment is before the first of these.",
                $"Give a later moment, or a new password with {Setting.Password}.");
        }

        if (days > ushort.MaxValue)
            throw new BackupException(ErrorCode.InvalidArgument, $"A password of MySQL and MariaDB ends after {ushort.MaxValue} days at most.", "Give an earlier moment, or the last of all for never.");
        DateTimeOffset last = from.AddDays(days);
        if (last <= now)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A password of MySQL and MariaDB ends a number of whole days after it was set, and the last of these before the moment has passed.",
                $"Give a later moment, or a new password with {Setting.Password}.");
        }

        if ((end - last).Duration() > Tolerance)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The password ends at {last.UtcDateTime:yyyy-MM-dd HH:mm} UTC: a number of whole days after it was set."));
        return string.Create(CultureInfo.InvariantCulture, $"PASSWORD EXPIRE INTERVAL {(int)days} DAY");
    }

    /// <summary>True for what a server would cut or not tell from another: spaces at the end do not count when names are compared.</summary>
    private static bool IsOdd(string text) => text.EndsWith(' ') || text.Contains('\0', StringComparison.Ordinal);
}

using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>The statement of an event, as the server writes it.</summary>
internal static class EventText
{
    /// <summary>The same event so that it does not run.</summary>
    public static string Disabled(string create)
    {
        foreach (SqlToken token in SqlScanner.All(create))
        {
            if (SqlScanner.Is(create, token, "ENABLE"))
                return create[..token.Start] + "DISABLE" + create[token.End..];
            if (SqlScanner.Is(create, token, "DO"))
                break;
        }

        return create;
    }
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Conversion;

namespace BackupTools.Completion;

/// <summary>
/// The backups that a command gets through the pipeline, as far as the line says so itself: by a Get-Backup with constant
/// arguments or plain variables, or by a variable. Nothing on the line is run.
/// </summary>
internal sealed class UpstreamBackups
{
    private UpstreamBackups(IReadOnlyList<IBackupStorage> storages, BackupFilter filter)
    {
        Storages = storages;
        Filter = filter;
    }

    /// <summary>Where they are.</summary>
    public IReadOnlyList<IBackupStorage> Storages { get; }

    /// <summary>Which of those there.</summary>
    public BackupFilter Filter { get; }

    /// <summary>What Get-Backup before the command lists; null where it is not there, or cannot be understood.</summary>
    public static UpstreamBackups? Find(CommandAst command, SessionState session)
    {
        if (Before(command) is not CommandAst { } source || !"Get-Backup".Equals(source.GetCommandName(), StringComparison.OrdinalIgnoreCase))
            return null;
        Dictionary<string, ParameterBindingResult> bound = StaticParameterBinder.BindCommand(source, resolve: true).BoundParameters;
        List<object> Get(string name) => bound.TryGetValue(name, out ParameterBindingResult? result) ? Values(result, session) : [];
        List<IBackupStorage> storages = [.. new BoundArguments(new Hashtable { ["Storage"] = Get("Storage").ToArray() }, session).StoragesOrDefault];
        return new UpstreamBackups(storages, new BackupFilter
        {
            Databases = Texts(Get("Database")),
            Engines = [.. Texts(Get("Engine")).Select(e => BuiltIn.Components.GetEngine(e).Id)],
            Ids = Texts(Get("Id")),
            Types = [.. Texts(Get("Type")).Select(t => Enum.Parse<BackupType>(t, ignoreCase: true))],
            Last = Number(Get("Last")),
            First = Number(Get("First")),
            Latest = bound.ContainsKey("Latest"),
        });
    }

    /// <summary>The value of the variable that is piped into the command; null where it is something else.</summary>
    public static object? FindVariable(CommandAst command, SessionState session) =>
        Before(command) is CommandExpressionAst { Expression: VariableExpressionAst variable } ? Value(variable, session) : null;

    /// <summary>The backups.</summary>
    public async Task<IReadOnlyList<BackupInfo>> ListAsync(CancellationToken cancellationToken)
    {
        List<BackupInfo> backups = [];
        foreach (IBackupStorage storage in Storages)
            backups.AddRange(await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), null, cancellationToken));
        return Filter.Apply(backups);
    }

    private static CommandBaseAst? Before(CommandAst command) =>
        command.Parent is PipelineAst pipeline && pipeline.PipelineElements.IndexOf(command) is 1 ? pipeline.PipelineElements[0] : null;

    private static List<object> Values(ParameterBindingResult result, SessionState session)
    {
        object? value = result.ConstantValue ?? Value(result.Value, session);
        return value switch
        {
            null => [],
            IEnumerable list and not string => [.. list.Cast<object?>().Select(Unwrap.Base).OfType<object>()],
            _ => [value],
        };
    }

    /// <summary>The value of an expression that cannot do anything; others throw, and nothing is completed.</summary>
    private static object? Value(Ast expression, SessionState session) => expression is VariableExpressionAst variable
        ? Unwrap.Base(session.PSVariable.GetValue(variable.VariablePath.UserPath))
        : expression.SafeGetValue();

    private static string[] Texts(List<object> values) => [.. values.Select(v => v.ToString()!)];

    private static int? Number(List<object> values) => values is [var one] ? Convert.ToInt32(one, System.Globalization.CultureInfo.InvariantCulture) : null;
}

using System.Collections;
using System.Reflection;
using System.Text;

namespace BackupTools.Tests.EndToEnd.Secrets;

/// <summary>All that can be seen of objects by whoever gets them: their texts, and those of their public properties, some levels deep, as <c>Export-Clixml</c> does it.</summary>
internal sealed class SeenObjects
{
    private const int Levels = 5, Most = 1000;

    private readonly StringBuilder _text = new();

    public void Add(object? emitted)
    {
        lock (_text)
            Add(emitted, Levels);
    }

    public override string ToString() => _text.ToString();

    private void Add(object? value, int levels)
    {
        if (value is null)
            return;
        _text.AppendLine(value.ToString());
        if (value is string || value.GetType().IsPrimitive || levels == 0)
            return;
        if (value is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                Add(entry.Key, levels - 1);
                Add(entry.Value, levels - 1);
            }
        }
        else if (value is IEnumerable all)
        {
            foreach (object? one in all.Cast<object?>().Take(Most))
                Add(one, levels - 1);
        }

        if (value.GetType().Namespace?.StartsWith("BackupTools", StringComparison.Ordinal) != true && value is not Exception)
            return;
        foreach (PropertyInfo property in value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != typeof(MethodBase)))
        {
            try
            {
                Add(property.GetValue(value), levels - 1);
            }
            catch (TargetInvocationException e)
            {
                Add(e.InnerException, 0);
            }
        }
    }
}

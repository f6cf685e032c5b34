"""A clock for loads that are long on their way."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0013_outside'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadlinerule',
            name='code',
            field=models.CharField(choices=[('arrive', 'bring a load to its receiver'), ('close', 'confirm a receipt'), ('treat', 'tell the treatment result'), ('back_fill', 'back-fill a paper manifest'), ('amendment', 'answer a correction'), ('plan', 'file the management plan'), ('declare_month', 'declare the month'), ('declare_quarter', 'declare the quarter'), ('declare_year', 'declare the year'), ('store_generator', 'longest stay at a generator'), ('store_collector', 'longest stay at a collector'), ('store_operator', 'longest stay at a disposal site'), ('store_medical', 'longest stay of medical waste'), ('permit', 'renew the operating permit'), ('licence', 'renew the transport licence'), ('insurance', 'renew the insurance'), ('contract', 'renew the contract'), ('approval', 'renew the cross-province approval'), ('vehicle', "renew a vehicle's certificate"), ('crew', "renew a driver's or escort's certificate"), ('crossing_complete', 'say whether a cross-province application is complete'), ('crossing_review', 'review it and ask the receiving province'), ('crossing_reply', 'answer as the receiving province'), ('crossing_decision', 'decide on a cross-province application')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='deadlinerule',
            name='starts',
            field=models.CharField(choices=[('departed', 'the load departs'), ('received', 'the load is received'), ('transfer_ended', 'the transfer ends'), ('proposed', 'the correction is asked for'), ('year', 'the year begins'), ('month_ended', 'the month ends'), ('quarter_ended', 'the quarter ends'), ('year_ended', 'the year ends'), ('held', 'the waste comes to the site'), ('valid_to', "the paper's last valid day"), ('step_before', 'the step before it is taken')], max_length=14, verbose_name='runs from when'),
        ),
    ]
